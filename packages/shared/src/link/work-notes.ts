// Which request a worker is at, where a router can read it while the worker's event loop is stuck.
import { closeSync, constants, fchmodSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { hasFfi, mapShared } from "../ffi.ts";
import { openPlainFile } from "../plain-file.ts";

/** One page of u32: whose handler runs now, whether the worker is ended for it, the last safe stream begun of each link. */
const BYTES = 4096;
const CELLS = BYTES / 4;
/** The link's cell of the handler that runs now, 0 between handlers; then its stream. */
const RUNNING_CELL = 0;
const RUNNING_STREAM = 1;
const CONDEMNED_CELL = 2;
const FIRST_CELL = 3;
/** Of a link that has no cell. */
const UNKNOWN_CELL = CELLS;

/** The file that belongs to a link socket. */
export const notesPath = (socketPath: string): string => `${socketPath}.notes`;

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
    const fd = openSync(notesPath(socketPath), "w+", 0o600);
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
    rmSync(notesPath(socketPath), { force: true });
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
  /** Its watchdog ends it because of that. */
  readonly condemned: boolean;
}

/** Notes that a worker, or a thread of it, is ended because its loop is stuck. For its watchdog; never throws. */
export function condemn(socketPath: string): void {
  const bytes = Buffer.alloc(4);
  new Uint32Array(bytes.buffer, bytes.byteOffset, 1)[0] = 1;
  try {
    const fd = openPlainFile(notesPath(socketPath), constants.O_RDWR);
    try {
      writeSync(fd, bytes, 0, bytes.length, CONDEMNED_CELL * 4);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Without notes a router knows only that the worker is gone.
  }
}

/** Whether a worker that is gone now, its files not yet, was ended because its loop was stuck. */
export function isCondemned(socketPath: string): boolean {
  const bytes = Buffer.alloc(BYTES);
  try {
    const fd = openPlainFile(notesPath(socketPath));
    try {
      readSync(fd, bytes, 0, BYTES, 0);
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  }
  return new Uint32Array(bytes.buffer, bytes.byteOffset, CELLS)[CONDEMNED_CELL] === 1;
}

/** The router's side. It keeps the file open: what a worker was doing matters most when its files are removed already. */
export class NotesReader {
  readonly #fd: number;
  readonly #cell: number;
  readonly #bytes = Buffer.alloc(BYTES);

  /** `cell` is the link's. Undefined when nobody can tell: there are none, or they are not ours to read. */
  static open(socketPath: string, cell: number): NotesReader | undefined {
    if (cell < FIRST_CELL || cell >= CELLS) return undefined;
    try {
      return new NotesReader(openPlainFile(notesPath(socketPath)), cell);
    } catch {
      return undefined;
    }
  }

  private constructor(fd: number, cell: number) {
    this.#fd = fd;
    this.#cell = cell;
  }

  read(): StuckAt | undefined {
    if (readSync(this.#fd, this.#bytes, 0, BYTES, 0) !== BYTES) return undefined;
    const cells = new Uint32Array(this.#bytes.buffer, this.#bytes.byteOffset, CELLS);
    const running = cells[RUNNING_CELL] ?? 0;
    return {
      lastBegun: cells[this.#cell] ?? 0,
      running: running === 0 ? undefined : running === this.#cell ? cells[RUNNING_STREAM] : 0,
      condemned: cells[CONDEMNED_CELL] === 1,
    };
  }

  close(): void {
    closeSync(this.#fd);
  }
}
