// Reads a request body whole, in memory and then on disk, so that no worker is touched before its last byte.
import type { RequestBody } from "@seatstack/shared/link/body";
import type { BodyReader, Exchange } from "./exchange.ts";
import { TempFile } from "./temp-file.ts";

export interface BodyLimits {
  /** Bytes; more is 413. */
  readonly max: number;
  /** Bytes kept in memory. */
  readonly memory: number;
  /** Folder of temporary files. */
  readonly temp: string;
  /** Longest silence between two reads, ms. */
  readonly timeout: number;
}

/** How the reading ended: 0 is the whole body, else the status to answer with. */
export type BodyOutcome = 0 | 400 | 408 | 413 | 500;

const READ_SIZE = 64 * 1024;

export class BodyBuffer implements BodyReader, RequestBody {
  readonly #exchange: Exchange;
  readonly #limits: BodyLimits;
  readonly #done: (outcome: BodyOutcome) => void;
  #chunks: Buffer[] = [];
  #length = 0;
  #file: TempFile | undefined;
  #spilling = false;
  #ended = false;
  #settled = false;

  constructor(exchange: Exchange, limits: BodyLimits, done: (outcome: BodyOutcome) => void) {
    this.#exchange = exchange;
    this.#limits = limits;
    this.#done = done;
  }

  /** The announced length decides at once; the client has not been told to go on yet. */
  start(): void {
    if (this.#exchange.contentLength > this.#limits.max) this.#settle(413);
    else this.#exchange.readBody(this, this.#limits.timeout);
  }

  get length(): number {
    return this.#length;
  }

  open(): Iterable<Buffer> | AsyncIterable<Buffer> {
    return this.#file === undefined ? this.#chunks : this.#readFile(this.#file);
  }

  /** Frees the memory and the file. */
  close(): void {
    this.#settled = true;
    this.#chunks = [];
    this.#file?.close();
  }

  onChunk(chunk: Buffer): void {
    if (this.#settled) return;
    this.#length += chunk.length;
    if (this.#length > this.#limits.max) return this.#settle(413);
    this.#chunks.push(chunk);
    if (this.#file === undefined && this.#length <= this.#limits.memory) return;
    this.#exchange.pauseBody();
    void this.#spill();
  }

  onEnd(): void {
    this.#ended = true;
    if (!this.#spilling) this.#settle(0);
  }

  onError(status: 400 | 408): void {
    this.#settle(status);
  }

  async #spill(): Promise<void> {
    if (this.#spilling) return;
    this.#spilling = true;
    try {
      this.#file ??= await TempFile.create(this.#limits.temp);
      while (this.#chunks.length > 0) {
        const chunks = this.#chunks;
        this.#chunks = [];
        await this.#file.append(chunks);
      }
    } catch {
      return this.#settle(500);
    } finally {
      this.#spilling = false;
    }
    if (this.#settled) this.#file.close();
    else if (this.#ended) this.#settle(0);
    else this.#exchange.resumeBody();
  }

  #settle(outcome: BodyOutcome): void {
    if (this.#settled) return;
    this.#settled = true;
    if (outcome !== 0) this.close();
    this.#done(outcome);
  }

  async *#readFile(file: TempFile): AsyncGenerator<Buffer> {
    let position = 0;
    while (position < this.#length) {
      const chunk = await file.read(position, READ_SIZE);
      if (chunk.length === 0) throw new Error("a buffered request body ends before its length");
      position += chunk.length;
      yield chunk;
    }
  }
}
