// dist/seatstack alone in an empty folder, on a machine without Node, does the same job.
import assert from "node:assert/strict";
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { builtExecutable } from "../helpers/executable.ts";
import { request } from "../helpers/http.ts";
import { freeListeners } from "../helpers/ports.ts";
import { alive, start, temporaryFolder, until, type Started } from "../helpers/processes.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let executable: string;
let up: Started;
let url: string;
let plain: string;

/** In its own folder, with no program on the PATH and nothing of this checkout in the environment. */
function run(args: readonly string[]): Started {
  const env = { PATH: join(folder.dir, "no-programs"), NODE_COMPILE_CACHE: undefined, NODE_OPTIONS: undefined };
  return start(executable, args, { env, cwd: folder.dir });
}

async function finish(command: Started): Promise<string> {
  const { code } = await command.exited;
  await command.stop();
  assert.equal(code, 0, command.output());
  return command.stdout();
}

async function workers(): Promise<{ pid: number; state: string }[]> {
  const { app } = JSON.parse(await finish(run(["status", "--json"]))) as {
    app: { workers: { kind: string; pid: number; state: string }[] };
  };
  return app.workers.filter(({ kind }) => kind === "web");
}

before(async () => {
  folder = await temporaryFolder();
  executable = join(folder.dir, "seatstack");
  await copyFile(builtExecutable(), executable);
  await mkdir(join(folder.dir, "no-programs"));
  const { http, https, args } = await freeListeners();
  url = `https://127.0.0.1:${https}`;
  plain = `http://127.0.0.1:${http}`;
  up = run(["up", "--foreground", ...args]);
  await until("the URL on standard output", 30_000, () => up.stdout().includes(`): ${url}`), up.output);
});

after(async () => {
  await up.stop();
  await folder.remove();
});

test("it prints the URL, and the URL answers with a page", async () => {
  const response = await request(`${url}/`);
  assert.equal(response.status, 200);
  assert.match(response.header("content-type") ?? "", /^text\/html/);
});

test("the simulated university's sections appear, polled by the task worker", async () => {
  await until("sections on the landing page", 20_000, async () => /\/section/.test((await request(`${url}/`)).text()));
});

test("the page's own style sheet comes out of the executable", async () => {
  const href = /href="(\/assets\/[^"]+\.css)"/.exec((await request(`${url}/`)).text())?.[1];
  assert.ok(href, "the page names a style sheet");
  const response = await request(url + href);
  assert.equal(response.status, 200);
  assert.ok(response.body.length > 1000);
});

test("plain HTTP redirects to HTTPS", async () => {
  const response = await request(`${plain}/x?y=1`);
  assert.equal(response.status, 308);
  assert.equal(response.header("location"), `${url}/x?y=1`);
});

test("everything it made lies in .seatstack", async () => {
  assert.deepEqual((await readdir(folder.dir)).toSorted(), [".seatstack", "no-programs", "seatstack"]);
});

test("a killed worker is replaced by one from the same executable", async () => {
  const [victim] = await workers();
  assert.ok(victim);
  process.kill(victim.pid, "SIGKILL");
  await until("a new ready worker", 40_000, async () => {
    const now = await workers();
    return now.length > 1 && now.every(({ pid, state }) => pid !== victim.pid && state === "ready");
  });
  assert.equal((await request(`${url}/`)).status, 200);
});

test("down stops it, exit 0, with nothing left running", async () => {
  const family = await up.family();
  assert.ok(family.length >= 5, "up, edge, arbiter and workers");
  assert.match(await finish(run(["down"])), /Stopped/);
  assert.deepEqual(await up.exited, { code: 0, signal: null });
  for (const pid of family) assert.equal(await alive(pid), false, `process ${pid}`);
});

test("it runs an operator's own app from a file", async () => {
  await writeFile(
    join(folder.dir, "own.mjs"),
    "export const fetch = request => new Response(`own app: ${new URL(request.url).pathname}`);\n",
  );
  const { https, args } = await freeListeners();
  const own = run(["up", "--foreground", "--dir", "own", "--set", "app.module=./own.mjs", ...args]);
  try {
    await until("the URL", 30_000, () => own.stdout().includes(`): https://127.0.0.1:${https}/`), own.output);
    assert.equal((await request(`https://127.0.0.1:${https}/hello`)).text(), "own app: /hello");
  } finally {
    await own.stop();
  }
});
