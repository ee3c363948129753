// Who exists: pure bookkeeping of the arbiter's children, without processes, clocks or sockets.
import type { Endpoint } from "@seatstack/shared/endpoints";
import type { ChildKind, ChildStats, RecycleReason } from "../ipc.ts";

/** starting: not ready yet. ready: takes work. draining: told to finish. killed: got SIGKILL from us. */
export type ChildState = "starting" | "ready" | "draining" | "killed";

export interface ChildRecord {
  /** Number of this launch, unique for the life of the arbiter; also the id of its endpoint. */
  readonly id: number;
  readonly kind: ChildKind;
  /** Small number that a replacement takes over, from 1 for web workers and for task workers; 0 for the front. */
  readonly worker: number;
  readonly generation: number;
  /** Requests that it serves at a time; 0 for front and task worker. */
  readonly slots: number;
  /** Threads that share them, one slot and one endpoint each; 0 where the process is one endpoint itself. */
  readonly threads: number;
  /** Link socket, and what the names of its threads' sockets begin with; empty for front and task worker. */
  readonly path: string;
  /** Monotonic milliseconds. */
  startedAt: number;
  /** 0 until the process exists, or when it could not be started. */
  pid: number;
  state: ChildState;
  readyAt: number | undefined;
  /** When it was told to stop. */
  stoppedAt: number | undefined;
  /** Why we killed it, for the log line of its death. */
  killReason: string | undefined;
  /** A task worker that waits until those of an older generation are gone. */
  held: boolean;
  /** Why it is to be replaced although it works: it serves until its replacement does. */
  recycle: RecycleReason | undefined;
  stats: ChildStats | undefined;
  /** Of the threads that take requests, by slot. */
  readonly endpoints: Map<number, ThreadEndpoint>;
}

/** Where one thread of a `threads` worker is reached. */
export interface ThreadEndpoint {
  readonly id: number;
  readonly path: string;
}

export type NewChild = Pick<ChildRecord, "kind" | "worker" | "generation" | "slots" | "threads" | "path" | "startedAt">;

export class WorkerTable {
  readonly #records = new Map<number, ChildRecord>();
  #lastId: number;

  /** Ids go up from `firstId`. */
  constructor(firstId = 1) {
    this.#lastId = firstId - 1;
  }

  add(child: NewChild): ChildRecord {
    this.#lastId += 1;
    const record: ChildRecord = {
      ...child,
      id: this.#lastId,
      pid: 0,
      state: "starting",
      readyAt: undefined,
      stoppedAt: undefined,
      killReason: undefined,
      held: false,
      recycle: undefined,
      stats: undefined,
      endpoints: new Map(),
    };
    this.#records.set(record.id, record);
    return record;
  }

  /** No child or endpoint has had it yet. */
  get nextId(): number {
    return this.#lastId + 1;
  }

  get(id: number): ChildRecord | undefined {
    return this.#records.get(id);
  }

  remove(id: number): void {
    this.#records.delete(id);
  }

  /** A thread of a `threads` worker takes requests from now on; its endpoint has an id that no other ever had. */
  addThread(record: ChildRecord, slot: number, path: string): void {
    this.#lastId += 1;
    record.endpoints.set(slot, { id: this.#lastId, path });
  }

  /** Such a thread is gone. A newer one in the same slot, at another path, stays. */
  removeThread(record: ChildRecord, slot: number, path: string): void {
    if (record.endpoints.get(slot)?.path === path) record.endpoints.delete(slot);
  }

  /** In order of launch. */
  all(): ChildRecord[] {
    return [...this.#records.values()];
  }

  ofKind(kind: ChildKind): ChildRecord[] {
    return this.all().filter(record => record.kind === kind);
  }

  get size(): number {
    return this.#records.size;
  }

  /** The smallest number from 1 that no living web worker of that generation has. */
  freeNumber(generation: number): number {
    const taken = new Set(
      this.ofKind("web")
        .filter(record => record.generation === generation)
        .map(record => record.worker),
    );
    let number = 1;
    while (taken.has(number)) number += 1;
    return number;
  }

  /** The endpoint table as routers see it. */
  endpoints(): Endpoint[] {
    return this.ofKind("web")
      .filter(record => record.pid !== 0)
      .flatMap(record => (record.threads === 0 ? [endpointOf(record)] : threadEndpoints(record)));
  }
}

function endpointOf(record: ChildRecord): Endpoint {
  return {
    id: record.id,
    path: record.path,
    slots: record.slots,
    state: record.state === "killed" ? "draining" : record.state,
    worker: record.worker,
    pid: record.pid,
    generation: record.generation,
  };
}

/** They take requests when the whole worker does: a reload counts workers, not threads. */
function threadEndpoints(record: ChildRecord): Endpoint[] {
  const worker = endpointOf(record);
  return [...record.endpoints.values()].map(({ id, path }) => ({ ...worker, id, path, slots: 1 }));
}

/** Every socket that a child may have left behind. */
export function socketsOf(record: ChildRecord): string[] {
  if (record.path === "") return [];
  return record.threads === 0 ? [record.path] : [...record.endpoints.values()].map(({ path }) => path);
}

/** Starting or ready: counts towards the wanted number of workers. */
export function isLive(record: ChildRecord): boolean {
  return record.state === "starting" || record.state === "ready";
}
