// `npm run bench`: seatstack beside nginx + gunicorn + Flask and nginx + node:http, in turn, on this machine.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../../packages/shared/src/errors.ts";
import { writeFixtures } from "./fixtures.ts";
import { LOAD } from "./load.ts";
import { measureCase, type CaseResult } from "./measure.ts";
import { HELP, parseOptions, type Options, type SystemId } from "./options.ts";
import { can, checkPrerequisites, describeMissing, type Prerequisite } from "./prerequisites.ts";
import { Processes } from "./processes.ts";
import { profileCases } from "./profile-run.ts";
import { compare, judge, renderTable, summarize } from "./report.ts";
import { startFlask } from "./systems/flask.ts";
import { startNode } from "./systems/node.ts";
import { startSeatstack } from "./systems/seatstack.ts";
import type { System, SystemContext } from "./systems/types.ts";

const START: Record<SystemId, (context: SystemContext) => Promise<System>> = {
  a: startFlask,
  b: startNode,
  c: startSeatstack,
};

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) return print(HELP);
  const checks = checkPrerequisites();
  print(describeMissing(checks));
  if (!can(checks, "everything")) throw new Error("nothing can be measured without wrk");
  const dir = mkdtempSync(join(tmpdir(), "bench-"));
  const interrupt = new AbortController();
  const processes = new Processes(dir, interrupt.signal);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupt.abort());
  // A closed pipe (`npm run bench | head`) must not end this process before it has stopped the others.
  process.stdout.on("error", () => interrupt.abort());
  try {
    await runBenchmark(options, checks, { dir, processes, signal: interrupt.signal });
  } finally {
    await processes.stopAll();
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Run {
  readonly dir: string;
  readonly processes: Processes;
  readonly signal: AbortSignal;
}

async function runBenchmark(options: Options, checks: readonly Prerequisite[], run: Run): Promise<void> {
  const fixtures = writeFixtures(run.dir, can(checks, "TLS cases"));
  const context = { ...run, fixtures, nginxWorkers: options.nginxWorkers, sets: options.sets, env: {} };
  if (options.profile) return profileCases(options, context, run.signal, print);
  const systems: System[] = [];
  for (const id of options.systems.filter(id => canStart(id, checks))) systems.push(await START[id](context));
  if (systems.length === 0) throw new Error("none of the chosen systems can be started here");
  const load = `wrk: ${LOAD.connections} connections, ${LOAD.threads} threads, ${options.rounds} rounds x ${options.seconds} s in turn; TLS key ${fixtures.tls?.kind ?? "none"}; ${cpus().length} cores (${cpus()[0]?.model}), Node ${process.version}`;
  const settings = [load, ...systems.flatMap(({ id, settings }) => settings.map(line => `(${id}) ${line}`))];
  print(`${settings.join("\n")}\n`);
  const results: CaseResult[] = [];
  for (const one of options.cases) {
    const { rounds, seconds } = options;
    const result = await measureCase(one, systems, { rounds, seconds, signal: run.signal, progress: note });
    if (result !== undefined) results.push(result);
  }
  const ratios = compare(results);
  print(`\n${renderTable(results)}\n\n${judge(ratios).join("\n")}\n`);
  writeFileSync(
    options.out,
    `${JSON.stringify({ settings, summary: summarize(results), ratios, results }, null, 2)}\n`,
  );
  print(`written: ${options.out}\n`);
}

function canStart(id: SystemId, checks: readonly Prerequisite[]): boolean {
  if (id === "c") return true;
  return can(checks, "systems a and b") && (id === "b" || can(checks, "system a"));
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

function print(text: string): void {
  process.stdout.write(text);
}

main().catch((error: unknown) => {
  const interrupted = error instanceof Error && error.name === "AbortError";
  note(`bench: ${interrupted ? "interrupted" : messageOf(error)}`);
  process.exitCode = interrupted ? 130 : 1;
});
