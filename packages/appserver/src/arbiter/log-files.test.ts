import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chownSync, lchownSync, linkSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { prepareLogFiles } from "./log-files.ts";

const APP = { uid: 4711, gid: 4712, env: {} };
const asRoot = process.geteuid?.() === 0 ? {} : { skip: "needs root" };

/** A log folder that belongs to the children, and a file beside it that is root's alone. */
function place(t: TestContext): { readonly log: string; readonly secret: string } {
  const folder = mkdtempSync(join(tmpdir(), "st-"));
  t.after(() => rmSync(folder, { recursive: true }));
  chownSync(folder, APP.uid, APP.gid);
  const secret = join(folder, "secret");
  writeFileSync(secret, "", { mode: 0o600 });
  return { log: join(folder, "app.log"), secret };
}

const prepare = (errorlog: string): void => prepareLogFiles({ errorlog, accesslog: "" }, APP);

test("log files are made for the children", asRoot, t => {
  const { log } = place(t);
  prepare(log);
  prepare(log);
  const { uid, gid, mode } = statSync(log);
  assert.deepEqual([uid, gid, mode & 0o777], [APP.uid, APP.gid, 0o640]);
});

test("a child that plants a link, a second name or a pipe in the log folder gets no file of root's", asRoot, t => {
  const { log, secret } = place(t);
  const plants: readonly (readonly [RegExp, () => void])[] = [
    [/a link that root did not make/, () => (symlinkSync(secret, log), lchownSync(log, APP.uid, APP.gid))],
    [/second name/, () => linkSync(secret, log)],
    [/ENXIO/, () => (execFileSync("mkfifo", [log]), chownSync(log, APP.uid, APP.gid))],
  ];
  for (const [message, plant] of plants) {
    plant();
    assert.throws(() => prepare(log), { code: "BAD_LOG_FILE", exitCode: 2, message });
    assert.deepEqual([statSync(secret).uid, statSync(secret).size], [0, 0]);
    rmSync(log);
  }
});

test("root's own links are followed, and a device stays root's", asRoot, t => {
  const { log } = place(t);
  symlinkSync("/dev/null", log);
  prepare(log);
  prepare("/dev/null");
  assert.equal(statSync("/dev/null").uid, 0);
});
