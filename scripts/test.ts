// The body of `npm test`: types, lint and format, then every test that can run on this machine.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Transform } from "node:stream";
import { finished } from "node:stream/promises";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { installPrograms } from "./programs.ts";

const root = join(import.meta.dirname, "..");
const TESTS = ["packages/*/src/**/*.test.ts", "test/**/*.test.ts"];
/** A file that hangs must not hang everything; the slowest rolls a hundred reloads, on a laden machine for ten minutes. */
const FILE_TIMEOUT = 20 * 60_000;

const named = process.argv.slice(2);
const checked = named.length > 0 || check();
if (named.length === 0) installPrograms();
const passed = await test(named.length > 0 ? named : globSync(TESTS, { cwd: root, exclude: ["**/node_modules/**"] }));
process.exitCode = checked && passed ? 0 : 1;

function check(): boolean {
  const args = ["--no-warnings", join(root, "scripts/check.ts")];
  return spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status === 0;
}

/** Side by side; then, one at a time, those that measure time: with the processor shared they would measure the others. */
async function test(files: readonly string[]): Promise<boolean> {
  const timing = files.filter(file => file.endsWith(".timing.test.ts"));
  const counts = new Map<string, number>();
  const others = await runFiles(
    files.filter(file => !timing.includes(file)),
    availableParallelism(),
    counts,
  );
  const measured = await runFiles(timing, 1, counts);
  for (const [name, count] of counts) process.stdout.write(`# ${name} ${count}\n`);
  return others && measured;
}

/** Reports as it goes, except for the counts, which are added to `counts`. */
async function runFiles(files: readonly string[], concurrency: number, counts: Map<string, number>): Promise<boolean> {
  if (files.length === 0) return true;
  let success = true;
  const events = run({
    cwd: root,
    files: files.map(file => join(root, file)).toSorted(),
    concurrency,
    timeout: FILE_TIMEOUT,
    execArgv: ["--no-warnings"],
  });
  events.on("test:fail", () => (success = false));
  const report = events.compose(new spec()).compose(takeCounts(counts));
  report.pipe(process.stdout, { end: false });
  await finished(report);
  return success;
}

/** They come last and once, after all failures, and as TAP writes them, which is what machines look for. */
function takeCounts(counts: Map<string, number>): Transform {
  // Each count is a chunk of its own: an optional color, the information sign, the name, the number.
  const count = /ℹ (tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)/;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      const [, name, number] = count.exec(chunk.toString("utf8")) ?? [];
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + Number(number));
      callback(null, name === undefined ? chunk : undefined);
    },
  });
}
