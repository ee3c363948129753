// A concurrent load generator that keeps every outcome: status, latency and error of each request.
import { connect, type Connection, type RequestOptions } from "./http.ts";

export interface Outcome {
  /** 0 when no whole response came; then `error` says why. */
  readonly status: number;
  /** Milliseconds, from the first byte sent (a new connection's handshake included). */
  readonly latency: number;
  readonly error?: string;
  /** Milliseconds since the load began, when this request was sent. */
  readonly at: number;
}

export interface LoadOptions extends RequestOptions {
  /** Target of the n-th request; default "/". */
  readonly target?: string | ((n: number) => string);
  /** Clients at work at once, each with a keep-alive connection of its own. */
  readonly concurrency: number;
  /** Ends after so many requests, … */
  readonly requests?: number;
  /** … or when this aborts; the requests under way are finished. */
  readonly signal?: AbortSignal;
}

export interface LoadResult {
  readonly outcomes: readonly Outcome[];
  /** How many outcomes had each status ("0" is an error). */
  readonly statuses: Readonly<Record<string, number>>;
  readonly errors: readonly string[];
  /** Latency in ms that this share (0…1) of the requests did not exceed. */
  percentile(share: number): number;
}

/** Runs until `requests` are done or `signal` aborts. A broken connection is an error of its request, never repeated. */
export async function load(url: string, options: LoadOptions): Promise<LoadResult> {
  const outcomes: Outcome[] = [];
  const began = performance.now();
  let next = 0;
  const take = (): number | undefined => {
    if (options.signal?.aborted || next >= (options.requests ?? Infinity)) return undefined;
    next += 1;
    return next - 1;
  };
  const client = async (): Promise<void> => {
    let connection: Connection | undefined;
    for (let n = take(); n !== undefined; n = take()) {
      const start = performance.now();
      const { outcome, keep } = await one(url, connection, n, options, start - began);
      connection = keep;
      outcomes.push({ ...outcome, latency: performance.now() - start });
    }
    connection?.close();
  };
  await Promise.all(Array.from({ length: options.concurrency }, client));
  return summarize(outcomes);
}

async function one(
  url: string,
  existing: Connection | undefined,
  n: number,
  options: LoadOptions,
  at: number,
): Promise<{ outcome: Omit<Outcome, "latency">; keep: Connection | undefined }> {
  let connection = existing;
  try {
    // A server may close an idle connection between two requests; one that is known closed is not used again.
    if (connection === undefined || connection.socket.destroyed || connection.socket.readableEnded) {
      connection = await connect(url, options.timeout);
    }
    const target = typeof options.target === "function" ? options.target(n) : (options.target ?? "/");
    const response = await connection.request(target, options);
    const close = response.header("connection")?.toLowerCase() === "close";
    if (close) connection.close();
    return { outcome: { status: response.status, at }, keep: close ? undefined : connection };
  } catch (error) {
    connection?.close();
    return { outcome: { status: 0, error: (error as Error).message, at }, keep: undefined };
  }
}

function summarize(outcomes: readonly Outcome[]): LoadResult {
  const statuses: Record<string, number> = {};
  for (const { status } of outcomes) statuses[status] = (statuses[status] ?? 0) + 1;
  const sorted = outcomes.map(outcome => outcome.latency).toSorted((a, b) => a - b);
  return {
    outcomes,
    statuses,
    errors: outcomes.flatMap(outcome => outcome.error ?? []),
    percentile: share => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0,
  };
}
