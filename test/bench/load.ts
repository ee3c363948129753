// Runs wrk and reads what its scripts print.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** wrk's load: as many connections as a small site's busy minute, and a thread per core of the reference machine. */
export const LOAD = { connections: 64, threads: 2 } as const;

/** By kind, only those that occurred: connect, read, write, timeout, status (above 399), wrong (status or length), bytes. */
export type Faults = Readonly<Record<string, number>>;

/** One measured round. */
export interface Round {
  readonly rps: number;
  /** Milliseconds. */
  readonly p50: number;
  /** Milliseconds. */
  readonly p99: number;
  readonly requests: number;
  readonly faults: Faults;
  /** Bytes read, heads included. */
  readonly bytes: number;
}

/** The warm-up, in which a script looked at every response. */
export interface StrictResult {
  readonly requests: number;
  /** `wrong` counts responses with a status other than 200 or a body of another length. */
  readonly faults: Faults;
}

/** Full speed: nothing in wrk looks at single responses; `bytesAreRight` judges the round as a whole. */
export async function measureRound(url: string, seconds: number, signal: AbortSignal): Promise<Round> {
  return parseRound(await wrk(["-s", script("report.lua")], url, seconds, [], signal));
}

/** Warm-up and check in one: every response must have status 200 and a body of `length` bytes. */
export async function strictRound(url: string, seconds: number, length: number, signal: AbortSignal) {
  return parseStrict(await wrk(["-s", script("strict.lua")], url, seconds, [String(length)], signal));
}

/** Reads the RESULT line of report.lua. Throws when there is none. */
export function parseRound(output: string): Round {
  const { requests, microseconds, p50, p99, bytes, ...faults } = parseLine("RESULT", output);
  return {
    rps: (requests ?? 0) / ((microseconds ?? 0) / 1e6),
    p50: (p50 ?? 0) / 1000,
    p99: (p99 ?? 0) / 1000,
    requests: requests ?? 0,
    faults: onlyPositive(faults),
    bytes: bytes ?? 0,
  };
}

/** Reads the STRICT line of strict.lua. Throws when there is none. */
export function parseStrict(output: string): StrictResult {
  const { requests, ...faults } = parseLine("STRICT", output);
  return { requests: requests ?? 0, faults: onlyPositive(faults) };
}

/**
 * Whether a round read exactly its requests' responses and, at most, one more begun on each connection. Every response
 * of a case has the same number of bytes, so a short, long or error response shows here without slowing wrk down.
 */
export function bytesAreRight(round: Round, responseBytes: number): boolean {
  const surplus = round.bytes - round.requests * responseBytes;
  return surplus >= 0 && surplus <= LOAD.connections * responseBytes;
}

async function wrk(options: string[], url: string, seconds: number, scriptArgs: string[], signal: AbortSignal) {
  const load = ["-c", String(LOAD.connections), "-t", String(LOAD.threads), "-d", `${seconds}s`];
  const { stdout } = await run("wrk", [...load, ...options, url, "--", ...scriptArgs], { signal });
  return stdout;
}

function parseLine(tag: string, output: string): Record<string, number> {
  const line = output.split("\n").find(candidate => candidate.startsWith(`${tag} `));
  if (line === undefined) throw new Error(`wrk printed no ${tag} line:\n${output}`);
  return JSON.parse(line.slice(tag.length + 1)) as Record<string, number>;
}

function script(name: string): string {
  return join(import.meta.dirname, name);
}

function onlyPositive(counts: Record<string, number>): Faults {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/** All kinds together. */
export function countFaults(faults: Faults): number {
  return Object.values(faults).reduce((total, count) => total + count, 0);
}
