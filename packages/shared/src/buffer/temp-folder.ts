// Where buffers go on disk; and the one who tells the operator that there is no room.
import { messageOf } from "../errors.ts";
import type { Logger } from "../logger.ts";
import { TempFile } from "./temp-file.ts";

/** A full disk refuses every request alike: one line in this time says so. Milliseconds. */
const BETWEEN_LINES = 1000;

export class TempFolder {
  readonly #path: string;
  readonly #log: Logger;
  readonly #now: () => number;
  #refused = 0;
  #toldAt = -Infinity;

  /** `path` exists. `now` is in milliseconds. */
  constructor(path: string, log: Logger, now: () => number = performance.now.bind(performance)) {
    this.#path = path;
    this.#log = log;
    this.#now = now;
  }

  /** Rejects with the system's error (ENOSPC, EACCES). */
  create(): Promise<TempFile> {
    return TempFile.create(this.#path);
  }

  /** The disk did not take, or give back, a body; its request or response fails. */
  refused(error: unknown): void {
    this.#refused += 1;
    const now = this.#now();
    if (now - this.#toldAt < BETWEEN_LINES) return;
    this.#toldAt = now;
    const facts = { reason: messageOf(error), folder: this.#path, bodies: this.#refused };
    this.#refused = 0;
    this.#log.error(facts, "bodies cannot be buffered on disk: make room there, or raise the sizes of edge.buffers");
  }
}
