// Where log lines are collected, and leave in big batches. nginx: access_log … buffer=64k flush=100ms.
import { closeSync, fstatSync, openSync, write, writeSync } from "node:fs";
import { codeOf } from "@seatstack/shared/errors";

/** Characters (bytes: lines are latin1) at which a batch leaves at once. */
const BATCH = 64 * 1024;
/** How long a line waits for its batch to fill, ms. */
const DELAY = 100;
/** Characters that may wait for a slow reader; more are dropped and counted: logging must not stop the service. */
const MAX_PENDING = 8 * 1024 * 1024;
/** Until a pipe that is full is tried again, ms. */
const RETRY = 5;
/** At most one word about lost lines in this time, ms. */
const REPORT = 10_000;

/**
 * A regular file is written synchronously: that is a copy into the page cache, 20 µs for 64 KB, where a trip through the
 * thread pool cost 4 µs per request. Anything else (a pipe, a terminal) may block, so it is written by the pool.
 */
export class LineSink {
  readonly #file: string;
  readonly #onLost: (lines: number) => void;
  readonly #onExit = (): void => this.#writeNow();
  #fd: number;
  /** Replaced while the pool was writing to them. */
  #retired: number[] = [];
  #direct: boolean;
  #pending = "";
  #timer: NodeJS.Timeout | undefined;
  /** The pool writes; `#idle` is called when it has nothing left. */
  #writing = false;
  #idle: (() => void) | undefined;
  #lost = 0;
  #reporter: NodeJS.Timeout | undefined;

  /** `file` is a path, or `-` for standard output. Throws when it cannot be opened. */
  constructor(file: string, onLost: (lines: number) => void) {
    this.#file = file;
    this.#onLost = onLost;
    this.#fd = open(file);
    this.#direct = fstatSync(this.#fd).isFile();
    process.on("exit", this.#onExit);
  }

  /** `line` is latin1 and ends in LF. */
  add(line: string): void {
    if (this.#pending.length > MAX_PENDING || this.#fd < 0) return this.#lose(1);
    this.#pending += line;
    if (this.#pending.length >= BATCH) this.#flush();
    else this.#timer ??= setTimeout(this.#onTimer, DELAY).unref();
  }

  /** After the file was renamed: writes go to a new one of that name. Throws, and keeps the old one, when it cannot. */
  reopen(): void {
    if (this.#file === "-" || this.#fd < 0) return;
    const next = open(this.#file);
    if (this.#direct) this.#writeNow();
    if (this.#writing) this.#retired.push(this.#fd);
    else closeSync(this.#fd);
    this.#fd = next;
    this.#direct = fstatSync(next).isFile();
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#flush();
    if (this.#writing) await new Promise<void>(resolve => (this.#idle = resolve));
    process.off("exit", this.#onExit);
    this.#report();
    if (this.#fd > 2) closeSync(this.#fd);
    this.#fd = -1;
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined;
    this.#flush();
  };

  #flush(): void {
    if (this.#direct) return this.#writeNow();
    if (this.#writing || this.#pending === "") return;
    this.#writing = true;
    const data = Buffer.from(this.#pending, "latin1");
    this.#pending = "";
    this.#write(this.#fd, data, 0);
  }

  /** All of it before this returns; used at exit for a pipe too, as far as that takes it. */
  #writeNow(): void {
    if (this.#pending === "" || this.#fd < 0 || this.#writing) return;
    const data = Buffer.from(this.#pending, "latin1");
    this.#pending = "";
    let offset = 0;
    try {
      while (offset < data.length) offset += writeSync(this.#fd, data, offset);
    } catch {
      this.#lose(linesIn(data, offset));
    }
  }

  #write(fd: number, data: Buffer, offset: number): void {
    write(fd, data, offset, data.length - offset, null, (error, written) => {
      if (codeOf(error) === "EAGAIN") return void setTimeout(() => this.#write(fd, data, offset), RETRY);
      if (error !== null) this.#lose(linesIn(data, offset));
      else if (offset + written < data.length) return this.#write(fd, data, offset + written);
      this.#written();
    });
  }

  #written(): void {
    this.#writing = false;
    for (const fd of this.#retired) closeSync(fd);
    this.#retired = [];
    // The timer may have come while the pool was busy; then nobody else would.
    if (this.#timer === undefined || this.#idle !== undefined || this.#pending.length >= BATCH) this.#flush();
    if (!this.#writing) this.#idle?.();
  }

  #lose(lines: number): void {
    this.#lost += lines;
    this.#reporter ??= setTimeout(this.#report, REPORT).unref();
  }

  readonly #report = (): void => {
    clearTimeout(this.#reporter);
    this.#reporter = undefined;
    if (this.#lost === 0) return;
    const lines = this.#lost;
    this.#lost = 0;
    this.#onLost(lines);
  };
}

function open(file: string): number {
  return file === "-" ? 1 : openSync(file, "a", 0o640);
}

function linesIn(data: Buffer, offset: number): number {
  let lines = 0;
  for (let at = data.indexOf(10, offset); at >= 0; at = data.indexOf(10, at + 1)) lines += 1;
  return lines;
}
