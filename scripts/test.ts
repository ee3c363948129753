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
/** A file that hangs must not hang everything; the slowest boots a VPS twice. */
const FILE_TIMEOUT = 10 * 60_000;

const named = process.argv.slice(2);
const checked = named.length > 0 || check();
if (named.length === 0) installPrograms();
const passed = await test(named.length > 0 ? named : globSync(TESTS, { cwd: root, exclude: ["**/node_modules/**"] }));
process.exitCode = checked && passed ? 0 : 1;

function check(): boolean {
  const args = ["--no-warnings", join(root, "scripts/check.ts")];
  return spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status === 0;
}

/** Runs the files side by side; the report ends in node:test's own counts, as `# pass 12`. */
async function test(files: readonly string[]): Promise<boolean> {
  let success = true;
  const events = run({
    cwd: root,
    files: files.map(file => join(root, file)).toSorted(),
    concurrency: availableParallelism(),
    timeout: FILE_TIMEOUT,
    execArgv: ["--no-warnings"],
  });
  events.on("test:fail", () => (success = false));
  const report = events.compose(new spec()).compose(plainCounts());
  report.pipe(process.stdout, { end: false });
  await finished(report);
  return success;
}

/** The counts come last, after the failures, and as TAP writes them, which is what machines look for. */
function plainCounts(): Transform {
  // Each count is a chunk of its own: an optional color, the information sign, the name, the number.
  const count = /ℹ (tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)/;
  const counts: string[] = [];
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      const match = count.exec(chunk.toString("utf8"));
      if (match) counts.push(`# ${match[1]} ${match[2]}\n`);
      callback(null, match ? undefined : chunk);
    },
    flush(callback) {
      callback(null, counts.join(""));
    },
  });
}
