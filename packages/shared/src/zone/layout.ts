// The zone's memory: one SharedArrayBuffer, its sections one after another, each on a cache line of its own.
import { COUNTERS, GAUGES, HISTOGRAMS, type ZoneOptions } from "./types.ts";
import { HISTOGRAM_BUCKETS } from "./histogram.ts";

/** "SeZ1": a buffer that begins otherwise is no zone of this version. */
const MAGIC = 0x53655a31;
const CACHE_LINE = 64;

/** Addresses that share one lock, and within which a new one may take an expired one's place. */
export const WAYS = 8;
/** Rate entries of a set: its ways, and one that strangers share while all ways are held by live ones. */
export const RATE_ENTRIES = WAYS + 1;

/** Sizes, written at the buffer's start so that a thread can attach with the buffer alone. */
interface Sizes {
  /** Threads and the main thread. */
  readonly threads: number;
  readonly rateSets: number;
  readonly connectionSets: number;
  readonly endpoints: number;
}

export interface Layout extends Sizes {
  /** magic, threads, rateSets, connectionSets, endpoints, seedHigh, seedLow, total connections. */
  readonly header: Int32Array;
  /** One lock a set. */
  readonly rateLocks: Int32Array;
  /** Two words of hash an entry; both 0 for a free one. */
  readonly rateKeys: Int32Array;
  /** Theoretical arrival time an entry, monotonic ms. */
  readonly rateTimes: Float64Array;
  readonly connectionLocks: Int32Array;
  /** Two words of hash an entry. */
  readonly connectionKeys: Int32Array;
  /** Open connections: one number a thread and entry, entry by entry. */
  readonly connectionCounts: Int32Array;
  /** Open connections a thread, also those that no entry tells apart. */
  readonly connectionTotals: Int32Array;
  /** Word 0: lock of the endpoint table. */
  readonly endpointLock: Int32Array;
  /** Endpoint id + 1 an entry, 0 for a free one. */
  readonly endpointIds: Int32Array;
  /** Slots in use an entry, over all threads. */
  readonly slotsInUse: Int32Array;
  /** Slots in use: one number a thread and entry, entry by entry. */
  readonly slotsByThread: Int32Array;
  /** 1 where a thread knows the entry. */
  readonly attached: Int32Array;
  /** Oldest waiting request a thread, whole monotonic ms modulo 2^32; 0 for none. */
  readonly waitingSince: Int32Array;
  /** Bell a thread: counts wake-ups. */
  readonly bells: Int32Array;
  /** Low and high word a counter. */
  readonly counters: Int32Array;
  /** One number a gauge and thread, gauge by gauge. */
  readonly gauges: Int32Array;
  /** A count a bucket, then low and high word of the sum in microseconds; histogram by histogram. */
  readonly histograms: Int32Array;
}

export const HEADER = {
  magic: 0,
  threads: 1,
  rateSets: 2,
  connectionSets: 3,
  endpoints: 4,
  seedHigh: 5,
  seedLow: 6,
} as const;
const HEADER_WORDS = 16;
/** Words of one histogram. */
export const HISTOGRAM_WORDS = HISTOGRAM_BUCKETS + 2;

/** Throws RangeError for sizes that no machine has. */
export function createLayout(
  options: ZoneOptions,
  seedHigh: number,
  seedLow: number,
): { buffer: SharedArrayBuffer; layout: Layout } {
  const sizes: Sizes = {
    threads: options.threads + 1,
    rateSets: sets(options.addresses ?? 65_536),
    connectionSets: sets(options.connections ?? 32_768),
    endpoints: options.endpoints ?? 4096,
  };
  const buffer = new SharedArrayBuffer(place(undefined, sizes).size);
  const { layout } = place(buffer, sizes);
  const { threads, rateSets, connectionSets, endpoints } = sizes;
  layout.header.set([MAGIC, threads, rateSets, connectionSets, endpoints, seedHigh, seedLow]);
  return { buffer, layout };
}

/** Throws TypeError when the buffer is no zone. */
export function attachLayout(buffer: SharedArrayBuffer): Layout {
  const header = new Int32Array(buffer, 0, HEADER_WORDS);
  if (header[HEADER.magic] !== MAGIC) throw new TypeError("the buffer is not a zone of this version");
  return place(buffer, {
    threads: header[HEADER.threads] ?? 0,
    rateSets: header[HEADER.rateSets] ?? 0,
    connectionSets: header[HEADER.connectionSets] ?? 0,
    endpoints: header[HEADER.endpoints] ?? 0,
  }).layout;
}

function sets(entries: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, entries / WAYS)));
}

/** Lays the sections out; with no buffer only to learn the size. */
function place(buffer: SharedArrayBuffer | undefined, sizes: Sizes): { size: number; layout: Layout } {
  const { threads, rateSets, connectionSets, endpoints } = sizes;
  let size = 0;
  const next = (bytes: number) => {
    const at = size;
    size += Math.ceil(bytes / CACHE_LINE) * CACHE_LINE;
    return at;
  };
  const words = (length: number) => {
    const at = next(length * 4);
    return buffer === undefined ? new Int32Array(0) : new Int32Array(buffer, at, length);
  };
  const times = (length: number) => {
    const at = next(length * 8);
    return buffer === undefined ? new Float64Array(0) : new Float64Array(buffer, at, length);
  };
  const layout: Layout = {
    ...sizes,
    header: words(HEADER_WORDS),
    rateLocks: words(rateSets),
    rateKeys: words(rateSets * RATE_ENTRIES * 2),
    rateTimes: times(rateSets * RATE_ENTRIES),
    connectionLocks: words(connectionSets),
    connectionKeys: words(connectionSets * WAYS * 2),
    connectionCounts: words(connectionSets * WAYS * threads),
    connectionTotals: words(threads),
    endpointLock: words(1),
    endpointIds: words(endpoints),
    slotsInUse: words(endpoints),
    slotsByThread: words(endpoints * threads),
    attached: words(endpoints * threads),
    waitingSince: words(threads),
    bells: words(threads),
    counters: words(COUNTERS.length * 2),
    gauges: words(GAUGES.length * threads),
    histograms: words(HISTOGRAMS.length * HISTOGRAM_WORDS),
  };
  return { size, layout };
}
