// Measures in a file: what a killed process had counted is read to the last request; what is no such file is not read.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { countOf } from "@seatstack/shared/control/histogram";
import { mapMeasures, readMeasures } from "./measures-file.ts";

let folder = "";
let path = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "measures-"));
  path = join(folder, "w.sock");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("what a process had counted is there after its SIGKILL", () => {
  const script = `
    import { Measures } from ${JSON.stringify(join(import.meta.dirname, "measures.ts"))};
    import { mapMeasures } from ${JSON.stringify(join(import.meta.dirname, "measures-file.ts"))};
    const measures = new Measures(mapMeasures(${JSON.stringify(path)}));
    for (let i = 0; i < 1000; i++) { measures.begun(2, 1000); measures.ended(1000, 1003); }
    measures.begun(2, 2000);
    process.kill(process.pid, "SIGKILL");`;
  const { signal } = spawnSync(process.execPath, ["--no-warnings", "--input-type=module-typescript", "-e", script]);
  assert.equal(signal, "SIGKILL");
  assert.equal(statSync(`${path}.measures`).mode & 0o777, 0o600);
  const load = readMeasures(path);
  assert.deepEqual([load?.requests, load?.inFlight, load?.busy], [1001, 1, 3]);
  assert.equal(load && countOf(load.responseTime), 1000);
});

test("a file of zeros is an idle worker; no file, a short one, a link, a pipe and nonsense are nothing", () => {
  assert.equal(readMeasures(path), undefined);
  assert.ok(mapMeasures(path));
  assert.equal(readMeasures(path)?.requests, 0);
  const file = `${path}.measures`;
  writeFileSync(file, "short");
  assert.equal(readMeasures(path), undefined);
  writeFileSync(file, Buffer.alloc(4096, 0xff));
  assert.equal(readMeasures(path), undefined, "NaN");
  rmSync(file);
  writeFileSync(join(folder, "other"), Buffer.alloc(4096));
  symlinkSync(join(folder, "other"), file);
  assert.equal(readMeasures(path), undefined);
  rmSync(file);
  execFileSync("mkfifo", [file]);
  assert.equal(readMeasures(path), undefined, "and the reader does not hang");
});
