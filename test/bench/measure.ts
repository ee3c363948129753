// The order of a benchmark: check every system, then A B C A B C for each case.
import type { Case } from "./cases.ts";
import { cpuSeconds } from "./cpu.ts";
import { bytesAreRight, countFaults, measureRound, strictRound, type Faults, type Round } from "./load.ts";
import type { SystemId } from "./options.ts";
import { probe } from "./probe.ts";
import type { System } from "./systems/types.ts";

const WARM_UP_SECONDS = 2;

export interface Series {
  readonly system: SystemId;
  readonly rounds: readonly Round[];
  /** CPU time per request of all the system's processes in each round, microseconds. */
  readonly cpu: readonly number[];
  /** Bytes of one response, head included. */
  readonly responseBytes: number;
  /** Errors of the warm-up and all rounds; a round whose bytes do not add up counts once. */
  readonly errors: number;
  /** Faults of the warm-up and of each round, where there were any. */
  readonly faults: readonly { readonly round: number; readonly faults: Faults }[];
}

export interface CaseResult {
  readonly case: Case;
  readonly bodyBytes: number;
  readonly series: readonly Series[];
}

export interface MeasureOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

/** Static files of (a) come from the same nginx as those of (b): measured once, unless (b) is left out. */
export function takesPart(system: System, one: Case, systems: readonly System[]): boolean {
  if (one.tls && system.tlsPort === undefined) return false;
  return !(one.isStatic && system.id === "a" && systems.some(other => other.id === "b"));
}

/** Throws unless all systems give byte-identical bodies; then measures. Undefined when no system takes part. */
export async function measureCase(one: Case, all: readonly System[], options: MeasureOptions) {
  const systems = all.filter(system => takesPart(system, one, all));
  if (systems.length === 0) return undefined;
  const probes = await Promise.all(systems.map(system => probe(portOf(system, one), one.path, one.tls)));
  assertSame(one, systems, probes);
  const bodyBytes = probes[0]?.body.length ?? 0;
  const runs = systems.map((system, index) => ({
    system: system.id,
    url: `${one.tls ? "https" : "http"}://127.0.0.1:${portOf(system, one)}${one.path}`,
    responseBytes: probes[index]?.bytes ?? 0,
    pids: system.pids,
    rounds: [] as Round[],
    cpu: [] as number[],
    errors: 0,
    faults: [] as { round: number; faults: Faults }[],
  }));
  for (const run of runs) {
    const strict = await strictRound(run.url, WARM_UP_SECONDS, bodyBytes, options.signal);
    note(run, 0, strict.faults);
  }
  for (let number = 1; number <= options.rounds; number += 1) {
    for (const run of runs) {
      const before = cpuSeconds(run.pids);
      const round = await measureRound(run.url, options.seconds, options.signal);
      run.cpu.push(((cpuSeconds(run.pids) - before) * 1e6) / round.requests);
      run.rounds.push(round);
      note(run, number, bytesAreRight(round, run.responseBytes) ? round.faults : { ...round.faults, bytes: 1 });
      options.progress(`${one.name} round ${number} ${run.system}: ${Math.round(round.rps)} rps`);
    }
  }
  return { case: one, bodyBytes, series: runs } satisfies CaseResult;
}

function note(run: { errors: number; faults: { round: number; faults: Faults }[] }, round: number, faults: Faults) {
  const count = countFaults(faults);
  if (count === 0) return;
  run.errors += count;
  run.faults.push({ round, faults });
}

function portOf(system: System, one: Case): number {
  return (one.tls ? system.tlsPort : undefined) ?? system.port;
}

function assertSame(one: Case, systems: readonly System[], probes: readonly { status: number; body: Buffer }[]): void {
  const [first] = probes;
  for (const [index, { status, body }] of probes.entries()) {
    const id = systems[index]?.id;
    if (status !== 200) throw new Error(`${one.name}: system ${id} answers ${status}`);
    if (first !== undefined && !first.body.equals(body))
      throw new Error(`${one.name}: system ${id} sends ${body.length} bytes that differ from ${systems[0]?.id}'s`);
  }
}
