// Log lines for a pipe that others fill as well: an app that prints megabytes must not stop the process that supervises it.
import { writeSync } from "node:fs";
import { codeOf } from "./errors.ts";
import { isWritable } from "./ffi.ts";
import type { LogOutput } from "./log-file.ts";

/** Milliseconds until it is tried again. */
const RETRY = 50;
/** How long the end of the process waits for a reader, milliseconds. */
const LAST_CHANCE = 500;
/** Bytes that wait; lines beyond that are lost, and counted. */
const MOST_WAITING = 1024 * 1024;
const LOST = "log lines were lost: who reads standard output is too slow";

/**
 * Each line goes out at once, in one write(2), as long as there is room; else it waits in memory, and this process goes on. A
 * pipe that is writable takes PIPE_BUF (4096) bytes; a longer line may wait for its reader.
 */
export class PatientOutput implements LogOutput {
  readonly #fd: number;
  readonly #waiting: Buffer[] = [];
  #size = 0;
  #lost = 0;
  #timer: NodeJS.Timeout | undefined;
  #watchesExit = false;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(line: string): void {
    const bytes = Buffer.from(line);
    const rest = this.#waiting.length === 0 ? this.#put(bytes, 0) : bytes;
    if (rest === undefined) return;
    if (this.#size + rest.length > MOST_WAITING) {
      this.#lost += 1;
      return;
    }
    this.#waiting.push(rest);
    this.#size += rest.length;
    this.#tryLater();
  }

  /** Writes what there is room for; waits up to `patience` ms for more of it. */
  #flush(patience: number): void {
    const deadline = performance.now() + patience;
    for (let first = this.#waiting.shift(); first !== undefined; first = this.#waiting.shift()) {
      const rest = this.#put(first, Math.max(0, deadline - performance.now()));
      this.#size -= first.length - (rest?.length ?? 0);
      if (rest === undefined) continue;
      this.#waiting.unshift(rest);
      return this.#tryLater();
    }
    if (this.#lost === 0) return;
    const lost = JSON.stringify({ level: "warn", time: Date.now(), pid: process.pid, lines: this.#lost, msg: LOST });
    this.#lost = 0;
    this.write(`${lost}\n`);
  }

  /** Returns what there is no room for. */
  #put(bytes: Buffer, patience: number): Buffer | undefined {
    for (let rest = bytes; rest.length > 0;) {
      if (!isWritable(this.#fd, patience)) return rest;
      try {
        rest = rest.subarray(writeSync(this.#fd, rest));
      } catch (error) {
        // A descriptor that does not block takes less than poll(2) says. A reader that is gone or a full disk must not end
        // the service.
        return codeOf(error) === "EAGAIN" ? rest : undefined;
      }
    }
    return undefined;
  }

  #tryLater(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#flush(0);
    }, RETRY);
    this.#timer.unref();
    if (this.#watchesExit) return;
    this.#watchesExit = true;
    process.once("exit", () => this.#flush(LAST_CHANCE));
  }
}
