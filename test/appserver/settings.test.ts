// user, group, chdir, env, process titles and log files: what a child is, where it is, and where it writes.
import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder, until } from "../helpers/processes.ts";
import { launchTier, PID_APP, startTier } from "./tier.ts";

const DEADLINE = 40_000;
const isRoot = process.geteuid?.() === 0;
const asRoot = { skip: isRoot ? false : "needs root" };
/** In every distribution's /etc/passwd. */
const NOBODY = 65_534;

/** Tells what it is. */
const WHOAMI = `
import { existsSync, readFileSync, writeFileSync } from "node:fs";
export function createApplication({ dataDir }) {
  return {
    async handle() {
      writeFileSync(dataDir + "/mine", "x");
      const groups = /^Groups:(.*)$/m.exec(readFileSync("/proc/self/status", "latin1"))[1].trim();
      const { HOME, USER, OF_THE_APP } = process.env;
      const facts = { uid: process.getuid(), gid: process.getgid(), groups, cwd: process.cwd(), HOME, USER, OF_THE_APP };
      return { status: 200, headers: ["content-type", "application/json"], body: JSON.stringify(facts) };
    },
  };
}
`;

async function fails(sets: readonly string[], pattern: RegExp, env: NodeJS.ProcessEnv = {}): Promise<void> {
  const tier = await launchTier(PID_APP, sets, { env });
  try {
    assert.deepEqual(await tier.process.exited, { code: 2, signal: null }, tier.process.output());
    await until("its output", DEADLINE, () => tier.process.child.stderr?.readableEnded === true);
    assert.match(tier.process.output(), pattern);
    assert.ok(!existsSync(tier.paths.app.run) || !existsSync(tier.paths.app.bind));
  } finally {
    await tier.stop();
  }
}

test("root without app.user is refused: exit 2, and how to go on", asRoot, async () => {
  const pattern = /app\.user does not say whom the workers run as\n.*app\.allow_root = true/;
  await fails([], pattern, { SEATSTACK_APP__ALLOW_ROOT: "false" });
});

test("a user or group that is not there: exit 2", async () => {
  await fails(["app.user=no-such-user"], /app\.user: this machine has no user "no-such-user"/);
  await fails(["app.group=no-such-group"], /app\.group: this machine has no group "no-such-group"/);
});

test("a chdir that is not there: exit 2", async () => {
  await fails(["app.chdir=/nowhere/at/all"], /app\.chdir: there is no folder \/nowhere\/at\/all/);
});

test("a log file that cannot be written: exit 2", async () => {
  await fails(["app.errorlog=/nowhere/app.log"], /app\.errorlog: cannot write \/nowhere\/app\.log/);
});

test("user and group: root is dropped by every child, and each can do its work", asRoot, async () => {
  const folder = await temporaryFolder();
  chmodSync(folder.dir, 0o755);
  const [errorlog, accesslog] = [join(folder.dir, "error.log"), join(folder.dir, "access.log")];
  const logs = [`app.errorlog=${errorlog}`, `app.accesslog=${accesslog}`];
  const sets = [`app.user=${NOBODY}`, "app.group=nogroup", "app.allow_root=false", ...logs];
  const tier = await launchTier(WHOAMI, sets);
  try {
    // The tests' own folder is 0700, which only root passes.
    assert.deepEqual(await tier.process.exited, { code: 2, signal: null });
    await until("its output", DEADLINE, () => tier.process.child.stderr?.readableEnded === true);
    assert.match(tier.process.output(), /app\.user \(uid 65534\) cannot reach .*: \/tmp\/st-\w+ is closed to it/);
  } finally {
    await tier.stop();
  }
  const open = await startTier(WHOAMI, sets, { folderMode: 0o755, log: errorlog });
  try {
    const { uid, gid, groups, USER } = JSON.parse((await open.get("/")).body.toString()) as Record<string, unknown>;
    assert.deepEqual([uid, gid, groups, USER], [NOBODY, NOBODY, "", "nobody"]);
    const { workers, pid } = await open.status();
    for (const child of workers) assert.equal(statSync(`/proc/${child.pid}`).uid, NOBODY, child.kind);
    assert.equal(statSync(`/proc/${pid}`).uid, 0, "the arbiter stays root");
    assert.equal(statSync(open.paths.app.control).uid, 0);
    assert.equal(statSync(open.paths.app.endpoints).gid, NOBODY);
    for (const path of [open.paths.app.bind, open.paths.app.data, open.paths.app.links, errorlog, accesslog]) {
      assert.equal(statSync(path).uid, NOBODY, path);
    }
    assert.equal(statSync(open.paths.app.run).mode & 0o777, 0o750);
    await until("its access line", DEADLINE, () => readFileSync(accesslog, "utf8").includes("GET /"));
  } finally {
    await open.stop();
    await folder.remove();
  }
});

test("chdir and env: the workers' folder and variables, not the arbiter's", async () => {
  const folder = await temporaryFolder();
  const tier = await startTier(WHOAMI, [`app.chdir=${folder.dir}`, "app.env.OF_THE_APP=set"]);
  try {
    const { cwd, OF_THE_APP } = JSON.parse((await tier.get("/")).body.toString()) as Record<string, unknown>;
    assert.deepEqual([cwd, OF_THE_APP], [folder.dir, "set"]);
    assert.doesNotMatch(readFileSync(`/proc/${tier.process.pid}/environ`, "latin1"), /OF_THE_APP/);
  } finally {
    await tier.stop();
    await folder.remove();
  }
});

test("process titles say who is who", async () => {
  const tier = await startTier();
  try {
    const { workers } = await tier.status();
    const titles = [tier.process.pid, ...workers.map(({ pid }) => pid)].map(pid =>
      readFileSync(`/proc/${pid}/cmdline`, "latin1").replace(/\0[^]*/, ""),
    );
    const module = `[${tier.appFile}]`;
    const wanted = ["seatstack: arbiter", "seatstack: worker 1", "seatstack: worker 2"].map(
      name => `${name} ${module}`,
    );
    for (const title of [...wanted, "seatstack: front"]) assert.ok(titles.includes(title), titles.join("\n"));
  } finally {
    await tier.stop();
  }
});

const lines = (path: string): string[] => readFileSync(path, "utf8").split("\n").slice(0, -1);

const roles = (path: string): Set<string> =>
  new Set(lines(path).map(line => (JSON.parse(line) as { role: string }).role));

test("logs renamed, then USR1: the arbiter and every child go on in new files", async () => {
  const folder = await temporaryFolder();
  const [errorlog, accesslog] = [join(folder.dir, "error.log"), join(folder.dir, "access.log")];
  const app = PID_APP.replace("return {", "return { said: context.log.info('made'),").replace(
    "const length",
    "context.log.info('asked'); const length",
  );
  const sets = [`app.errorlog=${errorlog}`, `app.accesslog=${accesslog}`];
  const tier = await startTier(app, sets, { log: errorlog });
  try {
    await tier.get("/");
    await until("the access line", DEADLINE, () => lines(accesslog).length === 1);
    await until("lines of both", DEADLINE, () => [...roles(errorlog)].toSorted().join() === "arbiter,worker");
    renameSync(errorlog, `${errorlog}.1`);
    renameSync(accesslog, `${accesslog}.1`);
    process.kill(tier.process.pid, "SIGUSR1");
    await until("new files", DEADLINE, () => existsSync(errorlog) && existsSync(accesslog));
    await until("a worker's line in the new file", DEADLINE, async () => {
      await tier.get("/");
      return roles(errorlog).has("worker");
    });
    process.kill(tier.process.pid, "SIGTTIN");
    await until("the arbiter's line", DEADLINE, () => roles(errorlog).has("arbiter"));
    await until("an access line in the new file", DEADLINE, () => lines(accesslog).length > 0);
    assert.equal(statSync(errorlog).mode & 0o777, 0o640);
    assert.doesNotMatch(tier.process.output(), /"level"/, "nothing on standard output");
  } finally {
    await tier.stop();
    await folder.remove();
  }
});
