import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { PidFile, removeStale } from "./pid-file.ts";

function place(t: TestContext): { dir: string; path: string } {
  const dir = mkdtempSync(join(tmpdir(), "st-"));
  t.after(() => rmSync(dir, { recursive: true }));
  return { dir, path: join(dir, "app.pid") };
}

test("the file holds the pid and a newline, 0644 whatever the umask, and goes with its owner", t => {
  const { dir, path } = place(t);
  const before = process.umask(0o077);
  const file = PidFile.take(path);
  process.umask(before);
  assert.equal(readFileSync(path, "utf8"), `${process.pid}\n`);
  assert.equal(statSync(path).mode & 0o777, 0o644);
  assert.deepEqual(readdirSync(dir), ["app.pid"]);
  file.release();
  assert.deepEqual(readdirSync(dir), []);
});

test("a file whose owner lives is refused and stays as it is", t => {
  const { dir, path } = place(t);
  const file = PidFile.take(path);
  const { ino } = statSync(path);
  const expected = { code: "PIDFILE_IN_USE", exitCode: 2, message: new RegExp(`${path}.*${process.pid}`), fix: /Stop/ };
  assert.throws(() => PidFile.take(path), expected);
  assert.equal(statSync(path).ino, ino);
  assert.deepEqual(readdirSync(dir), ["app.pid"]);
  file.release();
});

test("a leftover is replaced, also when its number belongs to another process now", t => {
  const { path } = place(t);
  for (const leftover of ["4194304\n", `${process.ppid}\n`, "1\n", "", "nonsense"]) {
    writeFileSync(path, leftover);
    const file = PidFile.take(path);
    assert.equal(readFileSync(path, "utf8"), `${process.pid}\n`, JSON.stringify(leftover));
    file.release();
  }
});

test("on exit a file that is somebody else's by now is left alone", t => {
  const { path } = place(t);
  const file = PidFile.take(path);
  rmSync(path);
  writeFileSync(path, "1\n");
  file.release();
  assert.equal(readFileSync(path, "utf8"), "1\n");
});

test("a successor takes the name when its predecessor is gone, and not before", t => {
  const { dir, path } = place(t);
  const old = PidFile.take(path);
  const next = PidFile.take(`${path}.2`);
  assert.throws(() => next.promote(path), { code: "PIDFILE_IN_USE" });
  old.release();
  next.promote(path);
  assert.deepEqual(readdirSync(dir), ["app.pid"]);
  next.release();
  assert.deepEqual(readdirSync(dir), []);
});

test("a folder that is not there is a bad setting", t => {
  const { dir } = place(t);
  assert.throws(() => PidFile.take(join(dir, "no", "app.pid")), { code: "BAD_PIDFILE", exitCode: 2, fix: /folder/ });
  assert.throws(() => PidFile.take(dir), { code: "BAD_PIDFILE", exitCode: 2 });
});

test("a pipe of that name is refused, and does not keep the start waiting", t => {
  const { path } = place(t);
  execFileSync("mkfifo", [path]);
  assert.throws(() => PidFile.take(path), { code: "BAD_PIDFILE", exitCode: 2 });
});

test("a dead one's file is removed, a living one's is not, and where there is none nothing happens", t => {
  const { dir, path } = place(t);
  removeStale(path);
  writeFileSync(path, "4194304\n");
  removeStale(path);
  assert.deepEqual(readdirSync(dir), []);
  const file = PidFile.take(path);
  assert.throws(() => removeStale(path), { code: "PIDFILE_IN_USE" });
  assert.deepEqual(readdirSync(dir), ["app.pid"]);
  file.release();
});
