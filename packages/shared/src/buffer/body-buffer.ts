// Reads a request body whole, in memory and then on disk, so that no worker is touched before its last byte.
import type { RequestBody } from "../link/body.ts";
import type { TempFile } from "./temp-file.ts";
import type { TempFolder } from "./temp-folder.ts";

/** Receives a request body as it arrives. */
export interface BodyReader {
  onChunk(chunk: Buffer): void;
  onEnd(): void;
  /** Nothing more comes: 400 malformed, 408 the client was silent for too long. */
  onError(status: 400 | 408): void;
}

/** A request whose body is still with the client. */
export interface BodySource {
  /** Announced length in bytes; -1 where unknown. */
  readonly contentLength: number;
  /** Starts reading (sends 100 Continue where it is expected). `timeout` is the longest silence, ms. At most once. */
  readBody(reader: BodyReader, timeout: number): void;
  pauseBody(): void;
  resumeBody(): void;
}

export interface BodyLimits {
  /** Bytes; more is 413. */
  readonly max: number;
  /** Bytes kept in memory. */
  readonly memory: number;
  readonly temp: TempFolder;
  /** Longest silence between two reads, ms. */
  readonly timeout: number;
}

/** How the reading ended: 0 is the whole body, else the status to answer with. */
export type BodyOutcome = 0 | 400 | 408 | 413 | 500;

const READ_SIZE = 64 * 1024;

export class BodyBuffer implements BodyReader, RequestBody {
  readonly #source: BodySource;
  readonly #limits: BodyLimits;
  readonly #done: (outcome: BodyOutcome) => void;
  #chunks: Buffer[] = [];
  #length = 0;
  #file: TempFile | undefined;
  #spilling = false;
  #ended = false;
  #settled = false;

  constructor(source: BodySource, limits: BodyLimits, done: (outcome: BodyOutcome) => void) {
    this.#source = source;
    this.#limits = limits;
    this.#done = done;
  }

  /** The announced length decides at once; the client has not been told to go on yet. */
  start(): void {
    if (this.#source.contentLength > this.#limits.max) this.#settle(413);
    else this.#source.readBody(this, this.#limits.timeout);
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
    this.#source.pauseBody();
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
      this.#file ??= await this.#limits.temp.create();
      while (this.#chunks.length > 0) {
        const chunks = this.#chunks;
        this.#chunks = [];
        await this.#file.append(chunks);
      }
    } catch (error) {
      this.#limits.temp.refused(error);
      return this.#settle(500);
    } finally {
      this.#spilling = false;
    }
    if (this.#settled) this.#file.close();
    else if (this.#ended) this.#settle(0);
    else this.#source.resumeBody();
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
