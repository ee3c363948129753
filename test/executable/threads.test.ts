// Threads of a worker, started from the text inside the executable, with an app of the operator's own.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "../helpers/http.ts";
import { builtExecutable } from "../helpers/executable.ts";
import { start, temporaryFolder, until } from "../helpers/processes.ts";

const APP = `
const { threadId } = require("node:worker_threads");
module.exports = (req, res) => {
  if (req.url === "/block") for (;;) Math.sqrt(2);
  setTimeout(() => res.end(process.pid + ":" + threadId), 200);
};
`;

test("threads serve, and one that hangs is named with file and line and replaced alone", async () => {
  const folder = await temporaryFolder();
  const module = join(folder.dir, "app.cjs");
  const dir = join(folder.dir, "s");
  await writeFile(module, APP);
  const sets = [`app.module=${module}`, "app.workers=1", "app.threads=2", "app.timeout=4s", "app.allow_root=true"];
  const app = start(builtExecutable(), ["app", "--dir", dir, ...sets.flatMap(set => ["--set", set])]);
  const get = async (target: string, method = "GET") => {
    const connection = await connect(`unix:${join(dir, "run/app/app.sock")}`);
    try {
      return await connection.request(target, { method, timeout: 60_000 });
    } finally {
      connection.close();
    }
  };
  /** Of two requests at once, where both are served by one of their own. */
  const units = () =>
    until("two units", 60_000, async () => {
      const seen = (await Promise.all([get("/"), get("/")])).map(answer => answer.text());
      return new Set(seen).size === 2 && seen;
    });
  try {
    await until("ready", 60_000, () => app.output().includes('"msg":"ready"'), app.output);
    const before = await units();
    assert.equal(new Set(before.map(unit => unit.split(":")[0])).size, 1, "one process");
    assert.ok([502, 504].includes((await get("/block", "POST")).status));
    await until("the stack", 30_000, () => /module\.exports \(.*app\.cjs:4:\d+\)/.test(app.output()), app.output);
    await until("a new thread", 30_000, () => app.output().includes("thread is ready"), app.output);
    const after = await units();
    assert.equal(after.filter(unit => before.includes(unit)).length, 1);
  } finally {
    await app.stop();
    await folder.remove();
  }
});
