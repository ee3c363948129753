// `seatstack logs` on the log file of a state folder.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { resolvePaths } from "@seatstack/shared/paths";
import { runCaptured } from "../captured.ts";
import { logFile } from "../log-file.ts";

const folder = mkdtempSync(join(tmpdir(), "logs-"));
after(() => rmSync(folder, { recursive: true }));

const JSON_LINE = '{"level":"warn","time":0,"tier":"app","worker":2,"pid":7,"msg":"slow"}';
const ACCESS_LINE = '127.0.0.1 - - "GET / HTTP/1.1" 200 5';

test("says how to get a log where there is none", async () => {
  const { code, err } = await runCaptured(["logs", "--dir", folder]);
  assert.equal(code, 1);
  assert.match(err, /there is no log at .*\nStart it with `seatstack up`/);
});

test("shows the last lines, JSON made readable, or with --json as it was written", async () => {
  const file = logFile(resolvePaths(folder));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `first\n${ACCESS_LINE}\n${JSON_LINE}\n`);
  const readable = await runCaptured(["logs", "--dir", folder, "-n", "2"]);
  assert.equal(readable.code, 0);
  assert.match(readable.out, /^127\.0\.0\.1 - - "GET[^\n]*\n[^\n{]*app\/2[^\n{]*slow\n$/);
  const raw = await runCaptured(["logs", "--dir", folder, "-n2", "--json"]);
  assert.equal(raw.out, `${ACCESS_LINE}\n${JSON_LINE}\n`);
});

test("refuses a number of lines that is none", async () => {
  assert.equal((await runCaptured(["logs", "--dir", folder, "-n", "ten"])).code, 2);
});
