// Times one page in all engines in turn: A B C A B C, so that what the machine's other tenants do hits all alike.
import assert from "node:assert/strict";
import { prepare, type EngineId, type Prepared } from "./engines.ts";
import type { Page } from "./pages.ts";
import type { Python } from "./python.ts";

export interface PageResult {
  readonly page: string;
  readonly bytes: number;
  /** Microseconds per render, one number per round. */
  readonly rounds: ReadonlyMap<EngineId, readonly number[]>;
  /** Engines that print something else, or fail: not timed. */
  readonly left: readonly string[];
}

export interface Settings {
  readonly rounds: number;
  /** Length of one engine's batch. */
  readonly milliseconds: number;
}

/** Nanoseconds for so many renders. */
type Batch = (turns: number) => number | Promise<number>;

/** Throws when this engine or Jinja2 fail or differ; the others are left out then. */
export async function measurePage(page: Page, python: Python | null, settings: Settings): Promise<PageResult> {
  const expected = python === null ? undefined : await python.prepare(page);
  const { batches, left, bytes } = checkedBatches(page, expected);
  if (python !== null) batches.set("python", turns => python.batch(turns));
  const turns = new Map<EngineId, number>();
  for (const [id, batch] of batches) turns.set(id, await calibrate(batch, settings.milliseconds));
  const rounds = new Map<EngineId, number[]>([...batches.keys()].map(id => [id, []]));
  for (let round = 0; round < settings.rounds; round++) {
    for (const [id, batch] of batches) {
      const count = turns.get(id) ?? 1;
      rounds.get(id)?.push((await batch(count)) / count / 1_000);
    }
  }
  return { page: page.name, bytes, rounds, left };
}

function checkedBatches(page: Page, reference: string | undefined) {
  const engines = prepare(page);
  const expected = reference ?? engines.get("seatstack")?.() ?? "";
  assert.equal(engines.get("seatstack")?.(), expected);
  const batches = new Map<EngineId, Batch>();
  const left: string[] = [];
  for (const [id, render] of engines) {
    const reason = whyNot(render, expected);
    if (reason === undefined) batches.set(id, turns => timeBatch(render, turns));
    else left.push(`${id}: ${reason}`);
  }
  return { batches, left, bytes: Buffer.byteLength(expected) };
}

function whyNot(render: Prepared, expected: string): string | undefined {
  try {
    return normalize(render()) === normalize(expected) ? undefined : "prints something else";
  } catch (error) {
    return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  }
}

/** How engines spell the same escapes is their own affair; minijinja writes "/" as an escape, too. */
function normalize(html: string): string {
  return html.replaceAll("&quot;", "&#34;").replaceAll("&#x27;", "&#39;").replaceAll("&#x2f;", "/");
}

function timeBatch(render: Prepared, turns: number): number {
  const start = process.hrtime.bigint();
  let length = 0;
  for (let turn = 0; turn < turns; turn++) length += render().length;
  assert.ok(length > 0);
  return Number(process.hrtime.bigint() - start);
}

/** Warms up, and finds how many renders take about so long. */
async function calibrate(batch: Batch, milliseconds: number): Promise<number> {
  let turns = 1;
  for (;;) {
    const elapsed = (await batch(turns)) / 1e6;
    if (elapsed >= milliseconds) return Math.max(1, Math.round((turns * milliseconds) / elapsed));
    turns *= elapsed * 4 < milliseconds ? 4 : 2;
  }
}
