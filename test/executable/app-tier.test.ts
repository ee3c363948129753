// The app tier's parts in the executable: hooks, probe, tasks, every kind of module, WebSocket, and an upgrade by USR2.
import assert from "node:assert/strict";
import { once } from "node:events";
import { copyFileSync, cpSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { controlRequest } from "@seatstack/shared/control/client";
import type { AppStatus } from "@seatstack/shared/control/protocol";
import { resolvePaths, type Paths } from "@seatstack/shared/paths";
import { builtExecutable } from "../helpers/executable.ts";
import { request } from "../helpers/http.ts";
import { load } from "../helpers/load.ts";
import { freeListeners } from "../helpers/ports.ts";
import { alive, root, start, temporaryFolder, until, type Started } from "../helpers/processes.ts";

/** Several suites share two cores. Milliseconds. */
const PATIENCE = 60_000;

/** ECMAScript with what only import() can load, and a task by the clock. */
const ESM = `
import { setTimeout as delay } from "node:timers/promises";
await delay(10);
const { greeting } = await import("./greeting.ts");
export const fetch = () => new Response(greeting("esm") + " " + process.pid);
export const createTasks = () => [{ name: "tick", cron: "* * * * * *", run: () => console.log("the clock ticks") }];
`;
const TYPESCRIPT = `
interface Greeting { (name: string): string }
export const greeting: Greeting = name => \`hello \${name}\`;
export default (req: unknown, res: { end(text: string): void }): void => res.end(greeting("typescript"));
`;
/** Forks a script: in the executable that is a start of the executable. */
const COMMONJS = `
const { fork } = require("node:child_process");
const forked = new Promise(resolve => fork(__dirname + "/forked.cjs", ["well"]).once("message", resolve));
module.exports = async (req, res) => res.end("hello commonjs, " + (await forked));
`;
const FORKED = `
process.send(require.main === module ? "forked " + process.argv[2] : "no main");
process.disconnect();
`;
const LISTENING = `
require("node:http").createServer((req, res) => res.end("hello listening")).listen(80, () => console.log("it listens"));
`;
const ESM_HOOKS = `
await 0;
export const on_starting = () => console.log("hook: on_starting");
export const when_ready = () => console.log("hook: when_ready");
export const post_fork = () => console.log("hook: post_fork");
`;
const COMMONJS_HOOKS = `
exports.on_reload = () => console.log("hook: on_reload");
exports.post_worker_init = () => console.log("hook: post_worker_init");
`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let executable: string;
let paths: Paths;
let app: Started;
let edge: Started;
let url: string;

/** With no program on the PATH, in a working folder of no meaning, and nothing of this checkout in the environment. */
function run(args: readonly string[]): Started {
  const env = {
    PATH: join(folder.dir, "no-programs"),
    NODE_COMPILE_CACHE: undefined,
    NODE_OPTIONS: undefined,
    SEATSTACK_APP__ALLOW_ROOT: "true",
  };
  return start(executable, [...args, "--dir", paths.dir], { env, cwd: join(folder.dir, "elsewhere") });
}

function write(name: string, text: string): string {
  const path = join(folder.dir, name);
  writeFileSync(path, text);
  return path;
}

function configure(settings: Readonly<Record<string, string | number | boolean>>): void {
  const all = { workers: 2, preload_app: true, hooks: join(folder.dir, "hooks.mjs"), ...settings };
  write(
    "seatstack.toml",
    ["[app]", ...Object.entries(all).map(([key, value]) => `${key} = ${JSON.stringify(value)}`)].join("\n"),
  );
}

async function reload(): Promise<void> {
  const command = run(["reload", "--wait"]);
  const { code } = await command.exited;
  await command.stop();
  assert.equal(code, 0, command.output() + app.output());
}

async function status(): Promise<AppStatus> {
  return (await controlRequest(paths.app.control, { op: "status" }, 20_000)).status as AppStatus;
}

async function text(target = ""): Promise<string> {
  return (await request(url + target, { timeout: PATIENCE })).text();
}

async function said(what: string): Promise<void> {
  await until(JSON.stringify(what), PATIENCE, () => app.output().includes(what), app.output);
}

/** Which file a process runs, whatever has its name by now. */
const inodeOf = (path: string): number => statSync(path).ino;
const programOf = (pid: number): number => inodeOf(`/proc/${pid}/exe`);

before(async () => {
  folder = await temporaryFolder();
  executable = join(folder.dir, "seatstack");
  paths = resolvePaths(join(folder.dir, "s"));
  copyFileSync(builtExecutable(), executable);
  for (const name of ["no-programs", "elsewhere"]) mkdirSync(join(folder.dir, name));
  write("hooks.mjs", ESM_HOOKS);
  write("hooks.cjs", COMMONJS_HOOKS);
  write("greeting.ts", TYPESCRIPT);
  write("forked.cjs", FORKED);
  configure({ module: write("app.mjs", ESM) });
  const { args, http } = await freeListeners();
  url = `http://127.0.0.1:${http}`;
  const config = ["--config", join(folder.dir, "seatstack.toml")];
  app = run(["app", ...config]);
  edge = run([
    "edge",
    ...config,
    ...args,
    ...["edge.redirect=false", "edge.limits.enabled=false"].flatMap(set => ["--set", set]),
  ]);
  const answers = async (): Promise<boolean> => (await request(url).catch(() => undefined))?.status === 200;
  await until("an answer", PATIENCE, answers, () => app.output() + edge.output());
});

after(async () => {
  await edge?.stop();
  await app?.stop();
  await folder.remove();
});

test("top-level await, import() and TypeScript are served, after a probe and the hooks of an ECMAScript module", async () => {
  assert.match(await text(), /^hello esm \d+$/);
  for (const hook of ["on_starting", "post_fork", "when_ready"]) await said(`hook: ${hook}`);
  assert.match(app.output(), /a probe loads the app/);
});

test("a task runs by its cron pattern, and the status knows", async () => {
  await said("the clock ticks");
  await until(
    "a run in the status",
    PATIENCE,
    async () => (await status()).tasks.some(({ name, runs }) => name === "tick" && runs > 0),
    app.output,
  );
});

test("a reload leads to any other kind of module: CommonJS, TypeScript, one that listens by itself", async () => {
  configure({ module: write("app.cjs", COMMONJS), hooks: join(folder.dir, "hooks.cjs") });
  await reload();
  assert.equal(await text(), "hello commonjs, forked well");
  for (const hook of ["on_reload", "post_worker_init"]) await said(`hook: ${hook}`);
  configure({ module: join(folder.dir, "greeting.ts"), hooks: join(folder.dir, "hooks.cjs") });
  await reload();
  assert.equal(await text(), "hello typescript");
  configure({ module: write("listening.cjs", LISTENING), worker_class: "threads", threads: 2 });
  await reload();
  assert.equal(await text(), "hello listening");
});

test("an Express app from a folder with node_modules, and its WebSocket through the edge", async () => {
  const site = join(folder.dir, "site");
  cpSync(join(root, "test/fixtures/apps/express"), site, { recursive: true });
  writeFileSync(join(site, "package.json"), JSON.stringify({ name: "site", main: "./app.cjs" }));
  symlinkSync(join(root, "node_modules"), join(site, "node_modules"));
  configure({ module: site });
  await reload();
  assert.match(await text(), /"app":"express"/);
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`);
  const answer = once(socket, "message") as Promise<[MessageEvent]>;
  await once(socket, "open");
  socket.send("through the edge");
  assert.equal((await answer)[0].data, "through the edge");
  socket.close();
  await once(socket, "close");
});

test("USR2 starts the program that is on the disk by then, and no request fails; until then nobody runs it", async t => {
  configure({ module: join(folder.dir, "app.mjs") });
  await reload();
  const done = new AbortController();
  t.after(() => done.abort());
  let sent = 0;
  const target = (n: number): string => {
    sent = n;
    return "/";
  };
  const running = load(url, { concurrency: 6, timeout: PATIENCE, target, signal: done.signal });
  const first = inodeOf(executable);
  copyFileSync(executable, `${executable}.new`);
  renameSync(`${executable}.new`, executable);
  const [victim] = (await status()).workers.filter(({ kind }) => kind === "web");
  process.kill(victim?.pid ?? 0, "SIGKILL");
  const replaced = await until("a new worker", PATIENCE, async () => {
    const web = (await status()).workers.filter(({ kind, state }) => kind === "web" && state === "ready");
    return web.length === 2 && web.every(({ pid }) => pid !== victim?.pid) && web;
  });
  for (const { pid } of replaced) assert.equal(programOf(pid), first, "an old arbiter's worker is of its own version");
  process.kill(app.pid, "SIGUSR2");
  await said("the new program is ready");
  const next = await status();
  assert.notEqual(next.pid, app.pid);
  for (const pid of [next.pid, ...next.workers.map(worker => worker.pid)]) {
    assert.equal(programOf(pid), inodeOf(executable));
  }
  process.kill(app.pid, "SIGTERM");
  assert.deepEqual(await app.exited, { code: 0, signal: null });
  assert.match(await text(), /^hello esm \d+$/);
  await until("enough requests", PATIENCE, () => sent > 60);
  done.abort();
  const { errors, outcomes, statuses } = await running;
  assert.deepEqual(Object.keys(statuses), ["200"], errors.slice(0, 3).join());
  assert.ok(outcomes.length > 50, `${outcomes.length} requests`);
});

test("a program that cannot start leaves the one that runs alone, with its file gone, too", async () => {
  const { pid } = await status();
  cpSync("/bin/false", `${executable}.new`);
  renameSync(`${executable}.new`, executable);
  process.kill(pid, "SIGUSR2");
  await said("the new program ended; this one goes on as before");
  rmSync(executable);
  const generation = (await status()).generation;
  process.kill(pid, "SIGHUP");
  await until("a new generation", PATIENCE, async () => {
    const { generation: now, rollout } = await status();
    return now > generation && rollout === undefined;
  });
  assert.match(await text(), /^hello esm/);
  process.kill(pid, "SIGTERM");
  await until("its end", PATIENCE, async () => !(await alive(pid)), app.output);
});
