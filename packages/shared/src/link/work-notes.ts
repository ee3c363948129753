// Which request a worker is at, where a router can read it while the worker's event loop is stuck.
import { closeSync, fchmodSync, ftruncateSync, openSync, readSync, rmSync } from "node:fs";
import { hasFfi, mapShared } from "../ffi.ts";

/** One page of u32: whose handler runs now, then the last safe stream begun of each link. */
const BYTES = 4096;
const CELLS = BYTES / 4;
/** The link's cell of the handler that runs now, 0 between handlers; then its stream. */
const RUNNING_CELL = 0;
const RUNNING_STREAM = 1;
const FIRST_CELL = 2;
/** Of a link that has no cell. */
const UNKNOWN_CELL = CELLS;

const beside = (socketPath: string): string => `${socketPath}.notes`;

/**
 * The worker's side: a small file that is mapped into memory, so that a note costs a store and no system call. A stuck
 * loop cannot send a frame, but whoever reads the file sees the last note (mmap(2), MAP_SHARED).
 */
export class WorkNotes {
  readonly #cells: Uint32Array;
  readonly #free: number[];

  /** Undefined where the file cannot be mapped: then nothing that was read is ever taken for not begun. */
  static create(socketPath: string, mode: number): WorkNotes | undefined {
    if (!hasFfi()) return undefined;
    const fd = openSync(beside(socketPath), "w+", 0o600);
    try {
      ftruncateSync(fd, BYTES);
      const memory = mapShared(fd, BYTES);
      // Readers only read: writing, or cutting the file short, stays the worker's own.
      fchmodSync(fd, mode & 0o640);
      return memory && new WorkNotes(new Uint32Array(memory));
    } finally {
      closeSync(fd);
    }
  }

  static remove(socketPath: string): void {
    rmSync(beside(socketPath), { force: true });
  }

  private constructor(cells: Uint32Array) {
    this.#cells = cells;
    this.#free = Array.from({ length: CELLS - FIRST_CELL }, (_, n) => CELLS - 1 - n);
  }

  /** A link's cell, or -1 when all are taken. */
  take(): number {
    const cell = this.#free.pop() ?? -1;
    if (cell >= 0) this.#cells[cell] = 0;
    return cell;
  }

  give(cell: number): void {
    if (cell >= 0) this.#free.push(cell);
  }

  /** A handler is called. `inOrder`: whatever this link sent after it is not begun. */
  begin(cell: number, stream: number, inOrder: boolean): void {
    if (inOrder && cell >= 0) this.#cells[cell] = stream;
    this.#cells[RUNNING_STREAM] = stream;
    this.#cells[RUNNING_CELL] = cell >= 0 ? cell : UNKNOWN_CELL;
  }

  /** The handler has returned; it may go on later. */
  returned(): void {
    this.#cells[RUNNING_CELL] = 0;
  }
}

/** What a stuck or dead worker was doing, as far as one link is concerned. */
export interface StuckAt {
  /** The safe request that it began last; those sent after it were not begun. */
  readonly lastBegun: number;
  /** The stream whose handler holds the loop; 0 when it is not this link's; undefined when none does (a continuation). */
  readonly running: number | undefined;
}

/** The router's side. Undefined when nobody can tell. */
export function readNotes(socketPath: string, cell: number): StuckAt | undefined {
  if (cell < FIRST_CELL || cell >= CELLS) return undefined;
  const bytes = Buffer.alloc(BYTES);
  try {
    const fd = openSync(beside(socketPath), "r");
    try {
      if (readSync(fd, bytes, 0, BYTES, 0) !== BYTES) return undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    // The worker is gone, or its files are not ours to read: nobody can tell.
    return undefined;
  }
  const cells = new Uint32Array(bytes.buffer, bytes.byteOffset, CELLS);
  const running = cells[RUNNING_CELL] ?? 0;
  return {
    lastBegun: cells[cell] ?? 0,
    running: running === 0 ? undefined : running === cell ? cells[RUNNING_STREAM] : 0,
  };
}
