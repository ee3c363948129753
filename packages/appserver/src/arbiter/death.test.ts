import assert from "node:assert/strict";
import { test } from "node:test";
import { explainDeath, type Circumstances, type Exit } from "./death.ts";
import { WorkerTable, type ChildRecord } from "./worker-table.ts";

function record(fields: Partial<ChildRecord> = {}): ChildRecord {
  const table = new WorkerTable();
  const child = table.add({ kind: "web", worker: 1, generation: 1, slots: 1, threads: 0, path: "", startedAt: 0 });
  return Object.assign(child, { pid: 5, readyAt: 1 }, fields);
}

const code = (value: number): Exit => ({ code: value, signal: null });
const signal = (value: NodeJS.Signals): Exit => ({ code: null, signal: value });

/** The cause that the death of a worker with these fields counts as. */
function cause(fields: Partial<ChildRecord>, exit: Exit, about: Circumstances = {}): string {
  return explainDeath(record(fields), exit, about).cause;
}

test("every way to die has a line of its own", () => {
  const lines = [
    explainDeath(record(), code(0)),
    explainDeath(record(), code(1)),
    explainDeath(record({ readyAt: undefined }), code(1)),
    explainDeath(record({ readyAt: undefined }), code(3)),
    explainDeath(record({ readyAt: undefined }), code(4)),
    explainDeath(record(), signal("SIGKILL")),
    explainDeath(record(), signal("SIGKILL"), { stuck: () => true }),
    explainDeath(record(), signal("SIGKILL"), { outOfMemory: () => true }),
    explainDeath(record(), signal("SIGKILL"), { outOfMemory: () => false }),
    explainDeath(record(), signal("SIGSEGV")),
    explainDeath(record(), signal("SIGABRT")),
    explainDeath(record(), signal("SIGTERM")),
    explainDeath(record({ pid: 0 }), { code: null, signal: null }),
    explainDeath(record({ killReason: "it was not ready within boot_timeout (30 s)" }), signal("SIGKILL")),
    explainDeath(record({ stoppedAt: 2 }), code(0)),
  ].map(report => report.message);
  assert.equal(new Set(lines).size, lines.length, lines.join("\n"));
  assert.ok(lines[5]?.includes("out of memory"));
  assert.ok(lines[13]?.includes("boot_timeout"));
});

test("only a child that was told to stop and did so is expected to be gone", () => {
  assert.equal(explainDeath(record({ stoppedAt: 2 }), code(0)).expected, true);
  assert.equal(explainDeath(record(), code(0)).expected, false);
  assert.equal(explainDeath(record({ stoppedAt: 2 }), code(1)).expected, false);
});

test("an app that served and then exits by itself with 3 or 4 did boot", () => {
  for (const value of [3, 4])
    assert.equal(explainDeath(record(), code(value)).message, `worker crashed (exit ${value})`);
});

test("a kill from outside is not the app's fault, a crash is", () => {
  assert.equal(explainDeath(record(), signal("SIGKILL")).external, true);
  assert.equal(explainDeath(record(), signal("SIGSEGV")).external, false);
  assert.equal(explainDeath(record(), code(1)).external, false);
});

test("each death has the cause that restartsBy counts", () => {
  assert.equal(cause({}, code(7)), "crash");
  assert.equal(cause({}, signal("SIGSEGV")), "crash");
  assert.equal(cause({}, signal("SIGKILL")), "signal");
  assert.equal(cause({}, signal("SIGKILL"), { outOfMemory: () => true }), "oom");
  assert.equal(cause({}, signal("SIGKILL"), { stuck: () => true }), "timeout");
  assert.equal(cause({ killReason: "it gave no sign of life" }, signal("SIGKILL")), "timeout");
  assert.equal(cause({ readyAt: undefined }, code(1)), "boot");
  assert.equal(cause({ readyAt: undefined, killReason: "boot_timeout" }, signal("SIGKILL")), "boot");
  assert.equal(cause({ readyAt: undefined }, signal("SIGKILL"), { outOfMemory: () => true }), "oom");
});
