// What a worker, or one of its threads, counts of its requests: one array of doubles, so that it costs a few stores a
// request, and so that another thread or process may read it while the one that counts is stuck or dead.
import { addHistograms } from "@seatstack/shared/control/histogram";
import { EMPTY_HISTOGRAM, HISTOGRAM_BOUNDS, type Histogram } from "@seatstack/shared/control/protocol";
import type { LinkObserver } from "@seatstack/shared/link/types";
import type { ChildStats } from "../ipc.ts";

/** What requests have cost so far. */
export type Load = Pick<ChildStats, "requests" | "inFlight" | "busy" | "queueTime" | "responseTime">;

const BUCKETS = HISTOGRAM_BOUNDS.length + 1;
/** In milliseconds, as the clock counts. */
const BOUNDS = Float64Array.from(HISTOGRAM_BOUNDS, bound => bound * 1000);
const MS = 1000;

/** Cells. Times in milliseconds. */
const REQUESTS = 0;
const ENDED = 1;
/** Sum of the times at which those in service began: with the clock it gives what they have cost so far. */
const BEGUN_SUM = 2;
const QUEUE_SUM = 3;
const RESPONSE_SUM = 4;
const QUEUE = 5;
const RESPONSE = QUEUE + BUCKETS;
const CELLS = RESPONSE + BUCKETS;

const NO_LOAD: Load = {
  requests: 0,
  inFlight: 0,
  busy: 0,
  queueTime: EMPTY_HISTOGRAM,
  responseTime: EMPTY_HISTOGRAM,
};

/** Memory that Measures need. */
export const MEASURES_BYTES = CELLS * Float64Array.BYTES_PER_ELEMENT;

export class Measures implements LinkObserver {
  readonly #cells: Float64Array;
  /** What began before it is not counted. Milliseconds. */
  #since = 0;
  #threshold = Infinity;
  #onThreshold: (() => void) | undefined;

  /** `memory` holds MEASURES_BYTES or more, zeros; it is shared where others read it too. */
  constructor(memory: ArrayBufferLike = new ArrayBuffer(MEASURES_BYTES)) {
    this.#cells = new Float64Array(memory, 0, CELLS);
  }

  /** Forgets everything so far, and what is in service: what a worker asks itself before it is ready counts nowhere. */
  restart(now: number): void {
    this.#cells.fill(0);
    this.#since = now;
  }

  begun(waited: number, now: number): void {
    const cells = this.#cells;
    add(cells, REQUESTS, 1);
    add(cells, BEGUN_SUM, now);
    add(cells, QUEUE_SUM, waited);
    add(cells, QUEUE + bucketOf(waited), 1);
    if (cells[REQUESTS] === this.#threshold) this.#onThreshold?.();
  }

  /** Calls `reached` when so many requests have begun. One threshold; a second replaces the first. */
  callAt(requests: number, reached: () => void): void {
    this.#threshold = requests;
    this.#onThreshold = reached;
  }

  ended(begun: number, now: number): void {
    if (begun < this.#since) return;
    const cells = this.#cells;
    const took = now - begun;
    add(cells, ENDED, 1);
    add(cells, RESPONSE_SUM, took);
    add(cells, RESPONSE + bucketOf(took), 1);
    // Back to 0 whenever nothing is in service, so that rounding never adds up.
    if (cells[ENDED] === cells[REQUESTS]) cells[BEGUN_SUM] = 0;
    else add(cells, BEGUN_SUM, -begun);
  }

  /** Requests begun. */
  get requests(): number {
    return this.#cells[REQUESTS] ?? 0;
  }

  /** `now`: requests in service count as busy up to now. */
  load(now: number): Load {
    const load = readLoad(this.#cells.buffer);
    const running = load.inFlight * now - (this.#cells[BEGUN_SUM] ?? 0);
    return { ...load, busy: load.busy + Math.max(0, running) / MS };
  }
}

/** What several have, or had, together. */
export function addLoads(loads: readonly Load[]): Load {
  return loads.reduce(
    (sum, load) => ({
      requests: sum.requests + load.requests,
      inFlight: sum.inFlight + load.inFlight,
      busy: sum.busy + load.busy,
      queueTime: addHistograms(sum.queueTime, load.queueTime),
      responseTime: addHistograms(sum.responseTime, load.responseTime),
    }),
    NO_LOAD,
  );
}

/**
 * The load in the memory of Measures that somebody else counts in, or counted in. What is in service is not in `busy`: it
 * could be half written.
 */
export function readLoad(memory: ArrayBufferLike): Load {
  const cells = new Float64Array(memory, 0, CELLS);
  const cell = (index: number): number => cells[index] ?? 0;
  const histogram = (first: number, sum: number): Histogram => ({
    counts: [...cells.subarray(first, first + BUCKETS)],
    sum: cell(sum) / MS,
  });
  return {
    requests: cell(REQUESTS),
    inFlight: Math.max(0, cell(REQUESTS) - cell(ENDED)),
    busy: cell(RESPONSE_SUM) / MS,
    queueTime: histogram(QUEUE, QUEUE_SUM),
    responseTime: histogram(RESPONSE, RESPONSE_SUM),
  };
}

function add(cells: Float64Array, index: number, by: number): void {
  cells[index] = (cells[index] ?? 0) + by;
}

/** The first bucket whose bound is not below `ms`. Most requests are in the first few: faster than halving. */
function bucketOf(ms: number): number {
  let bucket = 0;
  while (bucket < BUCKETS - 1 && ms > (BOUNDS[bucket] ?? 0)) bucket += 1;
  return bucket;
}
