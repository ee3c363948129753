// A throw-away VPS with a real systemd: install by one command, survive kills and a reboot, stop.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, suite, test } from "node:test";
import { builtExecutable } from "../helpers/executable.ts";
import { request } from "../helpers/http.ts";
import { load } from "../helpers/load.ts";
import { root, until } from "../helpers/processes.ts";

/** Boots the VPS; it stands beside the checkout, not in it. */
const VPS = join(dirname(root), "shared", "vps", "vps");
/** Another checkout's test beside this one has another machine. */
const NUMBER = 7 + (process.pid % 240);
const NAME = `vps${NUMBER}`;
const HOST = `10.77.${NUMBER}.2`;
const URL = `https://${HOST}`;

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

function vps(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(VPS, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", reject);
    // The machine's console keeps the pipes open: wait for the program, then for what it wrote.
    child.once("exit", code => setTimeout(() => resolve({ code, output }), 50));
  });
}

/** Runs a shell command inside; fails the test when it does. */
async function inside(command: string): Promise<string> {
  const { code, output } = await vps("exec", NAME, "bash", "-c", `cd /opt && ${command}`);
  assert.equal(code, 0, `${command}\n${output}`);
  return output.trim();
}

/** Answers with its pid and thread, and says each target on standard output. */
const OWN_APP = `
import { threadId } from "node:worker_threads";
export default (req, res) => { console.log("own app: " + req.url); res.end(process.pid + ":" + threadId); };
`;

const property = (name: string): Promise<string> => inside(`systemctl show -P ${name} seatstack-app`);
const mainPid = (unit: string): Promise<string> => inside(`systemctl show -P MainPID ${unit}`);

/** Sends `signal` to one process. Never to 0, which systemd says where nothing runs: that is our own process group. */
async function signalTo(pid: string, signal: string): Promise<void> {
  assert.match(pid, /^[1-9]\d*$/, "no main process runs");
  await inside(`kill -${signal} ${pid}`);
}

/** Clients from outside until `action` is done; every request of theirs must be served. */
async function whileServing(action: () => Promise<void>): Promise<void> {
  const done = new AbortController();
  const running = load(`${URL}/`, { concurrency: 2, timeout: 30_000, signal: done.signal });
  try {
    await action();
  } finally {
    done.abort();
    const { errors, statuses } = await running;
    assert.deepEqual(Object.keys(statuses), ["200"], errors.slice(0, 3).join());
  }
}

async function answers(timeout: number): Promise<void> {
  await until("sections from outside", timeout, async () => {
    const response = await request(`${URL}/`, { timeout: 15_000 }).catch(() => undefined);
    return response?.status === 200 && /\/section/.test(response.text());
  });
}

function whySkip(): string | false {
  if (!existsSync(VPS)) return "no ../shared/vps/vps beside this checkout";
  if (process.getuid?.() !== 0) return "needs root";
  for (const [program, name] of [
    ["systemd-nspawn", "systemd-container"],
    ["ip", "iproute2"],
  ] as const) {
    if (spawnSync("which", [program]).status !== 0) return `no ${program}: apt-get install ${name}`;
  }
  return false;
}

suite("a VPS under systemd", { skip: whySkip() }, () => {
  before(async () => {
    const executable = builtExecutable();
    const booted = await vps("up", NAME);
    assert.equal(booted.code, 0, booted.output);
    assert.equal((await vps("put", NAME, executable, "/opt/seatstack")).code, 0);
  });

  after(async () => {
    await vps("down", NAME);
  });

  test("one command installs and starts it, and says where", async () => {
    const said = await inside("./seatstack up");
    assert.ok(said.includes(`Seatstack is up: ${URL}/`), said);
    await answers(15_000);
    assert.equal((await request(`http://${HOST}/`)).status, 308);
  });

  test("both services are active, enabled, and run under users of their own", async () => {
    for (const tier of ["edge", "app"]) {
      assert.equal(await inside(`systemctl is-active seatstack-${tier}.service`), "active");
      assert.equal(await inside(`systemctl is-enabled seatstack-${tier}.service`), "enabled");
      assert.equal(await inside(`stat -c %U /proc/${await mainPid(`seatstack-${tier}`)}`), `seatstack-${tier}`);
    }
  });

  test("neither tier has a capability, and the edge cannot read the app's data", async () => {
    for (const tier of ["edge", "app"]) {
      const status = await inside(`grep -h Cap /proc/${await mainPid(`seatstack-${tier}`)}/status`);
      assert.match(status, /^(Cap\w+:\s0{16}\n?){5}$/);
    }
    const { code } = await vps(
      "exec",
      NAME,
      "setpriv",
      "--reuid=seatstack-edge",
      "--regid=seatstack-edge",
      "--init-groups",
      "ls",
      "/var/lib/seatstack/app/data",
    );
    assert.notEqual(code, 0);
    assert.equal(await inside("stat -c '%a %U:%G' /etc/seatstack/seatstack.toml"), "640 root:seatstack-app");
    assert.equal(await inside("find /var/lib/seatstack -name '*.key' -perm /077"), "");
  });

  test("doing it again changes nothing", async () => {
    const before = [await mainPid("seatstack-edge"), await mainPid("seatstack-app")];
    assert.match(await inside("./seatstack up"), /already installed/);
    assert.deepEqual([await mainPid("seatstack-edge"), await mainPid("seatstack-app")], before);
  });

  test("a wrong setting is refused with exit 2 and disturbs nothing", async () => {
    const before = await mainPid("seatstack-edge");
    const { code, output } = await vps("exec", NAME, "/opt/seatstack", "up", "--set", "edge.threads=none");
    assert.equal(code, 2, output);
    assert.match(output, /edge\.threads/);
    const settings = await inside("cat /etc/seatstack/seatstack.toml");
    await inside("printf '[app]\\nworkers = 0\\n' >bad.toml");
    assert.equal((await vps("exec", NAME, "/opt/seatstack", "up", "--config", "/opt/bad.toml")).code, 2);
    assert.equal(await inside("cat /etc/seatstack/seatstack.toml"), settings);
    assert.equal(await mainPid("seatstack-edge"), before);
  });

  for (const tier of ["edge", "app"]) {
    test(`kill -9 of the ${tier}'s main process is repaired, and no request fails`, async () => {
      const killed = await mainPid(`seatstack-${tier}`);
      await signalTo(killed, "9");
      // The socket is systemd's and the edge queues: the very next request only takes longer.
      assert.equal((await request(`${URL}/`, { timeout: 60_000 })).status, 200);
      await until(
        "a new main process",
        20_000,
        async () => !["0", killed].includes(await mainPid(`seatstack-${tier}`)),
      );
      await answers(15_000);
    });
  }

  test("a reload of the service is a HUP, and `reload --wait` tells its end; no request fails", async () => {
    await inside("printf '[edge.limits]\\nenabled = false\\n' >>/etc/seatstack/seatstack.toml && seatstack reload");
    const before = await mainPid("seatstack-app");
    await whileServing(async () => {
      assert.match(await inside("seatstack reload --wait"), /app: reload finished: all workers are new/);
      const lines = "journalctl -u seatstack-app -o cat | grep -c 'reload finished' || true";
      const count = Number(await inside(lines));
      await inside("systemctl reload seatstack-app");
      await until("another reload in the journal", 30_000, async () => Number(await inside(lines)) > count);
    });
    assert.equal(await mainPid("seatstack-app"), before);
  });

  test("upgrade runs the replaced file as the service's main process, which systemd watches; no request fails", async () => {
    const before = { pid: await mainPid("seatstack-app"), restarts: await property("NRestarts") };
    await inside("cp /usr/local/bin/seatstack /usr/local/bin/new && mv /usr/local/bin/new /usr/local/bin/seatstack");
    await whileServing(async () => assert.match(await inside("seatstack upgrade"), /app: upgraded/));
    const pid = await mainPid("seatstack-app");
    assert.notEqual(pid, before.pid);
    assert.equal(await inside(`stat -Lc %i /proc/${pid}/exe`), await inside("stat -c %i /usr/local/bin/seatstack"));
    assert.deepEqual([await property("ActiveState"), await property("NRestarts")], ["active", before.restarts]);
    await signalTo(pid, "9");
    await until("a restart", 20_000, async () => Number(await property("NRestarts")) > Number(before.restarts));
    await answers(15_000);
  });

  test("an upgrade that is backed out leaves the service as it was", async () => {
    const before = await mainPid("seatstack-app");
    const words = await inside("seatstack upgrade --keep-old");
    const next = /process (\d+) serves/.exec(words)?.[1] ?? "";
    await signalTo(next, "TERM");
    await until("its end", 20_000, async () => (await inside(`[ -e /proc/${next} ] || echo gone`)) === "gone");
    assert.deepEqual([await property("SubState"), await mainPid("seatstack-app")], ["running", before]);
    await answers(15_000);
  });

  test("after a reboot it answers by itself", async () => {
    const rebooted = await vps("reboot", NAME);
    assert.equal(rebooted.code, 0, rebooted.output);
    await answers(30_000);
  });

  test("an app of the operator's own in threads: lines in the journal, and a killed arbiter leaves nobody", async () => {
    assert.equal(await property("OOMPolicy"), "continue");
    await inside(`mkdir -p /srv/site && cat >/srv/site/app.mjs <<'END'\n${OWN_APP}\nEND`);
    await inside("cp /etc/seatstack/seatstack.toml own.toml");
    const settings = '[app]\\nmodule = "/srv/site/app.mjs"\\nworker_class = "threads"\\nthreads = 2\\n';
    await inside(`printf '${settings}' >>own.toml && ./seatstack up --config own.toml`);
    assert.match((await request(`${URL}/mine`)).text(), /^\d+:\d+$/);
    const journal = "journalctl -u seatstack-app -o cat";
    await until("its line", 60_000, async () => /^own app: \/mine$/m.test(await inside(journal)));
    const killed = await mainPid("seatstack-app");
    const children = (await inside(`pgrep -P ${killed}`)).split("\n");
    await signalTo(killed, "9");
    assert.match((await request(`${URL}/after`, { timeout: 60_000 })).text(), /^\d+:\d+$/);
    const left = `ls -d ${children.map(pid => `/proc/${pid}`).join(" ")} 2>/dev/null || true`;
    await until("the end of its children", 20_000, async () => (await inside(left)) === "");
    await until("a restart", 20_000, async () => !["0", killed].includes(await mainPid("seatstack-app")));
    assert.match(await inside("seatstack restart"), /app: restarted/);
  });

  test("an app that cannot start is tried again until it can, not so often that systemd gives up", async () => {
    const broken = "import 'node:fs'; throw new Error('no database yet');";
    await inside(`cp /srv/site/app.mjs good.mjs && echo "${broken}" >/srv/site/app.mjs`);
    const { code, output } = await vps("exec", NAME, "systemctl", "restart", "seatstack-app");
    assert.notEqual(code, 0, output);
    const journal = "journalctl -u seatstack-app -o cat -n 20";
    await until("its exit code", 60_000, async () => /status=4/.test(await inside(journal)));
    assert.match(await property("ActiveState"), /^(de)?activating$/);
    await inside("mv good.mjs /srv/site/app.mjs");
    assert.match((await request(`${URL}/later`, { timeout: 60_000 })).text(), /^\d+:\d+$/);
  });

  test("another user for the workers is refused with exit 2, since systemd's unit has one", async () => {
    const { code, output } = await vps("exec", NAME, "/opt/seatstack", "up", "--set", "app.user=www-data");
    assert.equal(code, 2, output);
    assert.match(output, /app\.user: under systemd the app runs as seatstack-app/);
    assert.equal(await property("ActiveState"), "active");
  });

  test("down stops both services and their sockets", async () => {
    assert.match(await inside("./seatstack down"), /Stopped/);
    for (const unit of ["seatstack-edge.service", "seatstack-app.service", "seatstack-edge-https.socket"]) {
      assert.match((await vps("exec", NAME, "systemctl", "is-active", unit)).output, /inactive/);
    }
    await assert.rejects(request(`${URL}/`, { timeout: 3000 }));
    assert.match(await inside("./seatstack down"), /Nothing is up/);
  });
});
