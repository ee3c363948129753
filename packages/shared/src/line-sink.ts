// Where log lines are collected, and leave in big batches. nginx: access_log … buffer=64k flush=100ms.
import { closeSync, fstatSync, write, writeSync } from "node:fs";
import { openToAppend } from "./append-file.ts";
import { codeOf } from "./errors.ts";

/** Bytes of a batch. */
const BATCH = 64 * 1024;
/** How long a line waits for its batch to fill, ms. */
const DELAY = 100;
/** Bytes that may wait for a slow reader; more are dropped and counted: logging must not stop the service. */
const MAX_WAITING = 8 * 1024 * 1024;
/** Until a pipe that is full is tried again, ms. */
const RETRY = 5;
/** At most one word about lost lines in this time, ms. */
const REPORT = 10_000;

/**
 * A regular file is written synchronously: that is a copy into the page cache, 20 µs for 64 KB, where a trip through the
 * thread pool per turn of the event loop cost 4 µs per request. Anything else (a pipe, a terminal) may block, so it is
 * written by the pool. Each line is copied at once: to join thousands of cold strings later costs ten times as much.
 */
export class LineSink {
  readonly #file: string;
  readonly #onLost: (lines: number) => void;
  readonly #onExit = (): void => this.#writeNow();
  #fd: number;
  #direct: boolean;
  #batch = Buffer.allocUnsafeSlow(BATCH);
  #used = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Batches for the pool, the one that it is writing not among them. */
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #writing = false;
  /** Called when the pool has nothing left. */
  #idle: (() => void) | undefined;
  /** Replaced while the pool was writing to them. */
  #retired: number[] = [];
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
    if (this.#fd < 0) return;
    if (line.length > BATCH - this.#used) {
      this.#flush();
      if (line.length > BATCH) return this.#send(Buffer.from(line, "latin1"));
    }
    this.#used += this.#batch.write(line, this.#used, "latin1");
    this.#timer ??= setTimeout(this.#onTimer, DELAY).unref();
  }

  /** After the file was renamed: writes go to a new one of that name. Throws, and keeps the old one, when it cannot. */
  reopen(): void {
    if (this.#file === "-" || this.#fd < 0) return;
    const next = open(this.#file);
    if (this.#direct) this.#flush();
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
    if (this.#used === 0) return;
    const batch = this.#batch.subarray(0, this.#used);
    this.#used = 0;
    if (!this.#direct || this.#writing) this.#batch = Buffer.allocUnsafeSlow(BATCH);
    this.#send(batch);
  }

  /** Whoever sends gives `data` away, unless the sink is direct. */
  #send(data: Buffer): void {
    // What waits for the pool comes first, even where the new file would be direct.
    if (this.#direct && !this.#writing) return this.#writeSync(data);
    if (this.#waitingBytes + data.length > MAX_WAITING) return this.#lose(linesIn(data, 0));
    this.#waiting.push(data);
    this.#waitingBytes += data.length;
    this.#next();
  }

  #writeSync(data: Buffer): void {
    let offset = 0;
    try {
      while (offset < data.length) offset += writeSync(this.#fd, data, offset);
    } catch {
      this.#lose(linesIn(data, offset));
    }
  }

  /** At exit: all that no write is under way for, as far as a pipe takes it. */
  #writeNow(): void {
    if (this.#fd < 0 || this.#writing) return;
    this.#writeSync(this.#batch.subarray(0, this.#used));
    this.#used = 0;
  }

  #next(): void {
    if (this.#writing) return;
    const data = this.#waiting.shift();
    if (data === undefined) return this.#idle?.();
    this.#waitingBytes -= data.length;
    this.#writing = true;
    this.#write(this.#fd, data, 0);
  }

  #write(fd: number, data: Buffer, offset: number): void {
    write(fd, data, offset, data.length - offset, null, (error, written) => {
      if (codeOf(error) === "EAGAIN") return void setTimeout(() => this.#write(fd, data, offset), RETRY);
      if (error !== null) this.#lose(linesIn(data, offset));
      else if (offset + written < data.length) return this.#write(fd, data, offset + written);
      this.#writing = false;
      for (const old of this.#retired) closeSync(old);
      this.#retired = [];
      this.#next();
    });
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
  return file === "-" ? 1 : openToAppend(file);
}

function linesIn(data: Buffer, offset: number): number {
  let lines = 0;
  for (let at = data.indexOf(10, offset); at >= 0; at = data.indexOf(10, at + 1)) lines += 1;
  return lines;
}
