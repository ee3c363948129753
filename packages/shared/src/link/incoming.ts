// A request's body on the worker's side: kept as it arrives, granted more as it is read.
import { LinkError, protocolError } from "./errors.ts";
import { INITIAL_WINDOW } from "./protocol.ts";
import type { FrameWriter } from "./writer.ts";

export const EMPTY = Buffer.alloc(0);

/** Grants are sent in halves of the window, so that a small body needs none and a big one few. */
export const GRANT_BYTES = INITIAL_WINDOW / 2;

export class IncomingChunks {
  readonly #writer: FrameWriter;
  readonly #stream: number;
  #chunks: Buffer[] = [];
  #credit = INITIAL_WINDOW;
  #owed = 0;
  #ended = false;
  #failure: LinkError | undefined;
  #wake: (() => void) | undefined;

  constructor(writer: FrameWriter, stream: number) {
    this.#writer = writer;
    this.#stream = stream;
  }

  /** A BODY frame's payload. Throws LINK_PROTOCOL when the router sent more than it was granted, or after END. */
  receive(chunk: Buffer, end: boolean): void {
    this.#credit -= chunk.length;
    if (this.#credit < 0) throw protocolError("BODY beyond its window");
    if (this.#ended) throw protocolError("BODY after END");
    this.#ended = end;
    if (chunk.length > 0) this.#chunks.push(chunk);
    this.#notify();
  }

  /** The rest will never come. */
  fail(reason: string): void {
    if (this.#ended) return;
    this.#failure ??= new LinkError("LINK_CANCELLED", `the request ended before its body: ${reason}`);
    this.#notify();
  }

  /** Whether END has come. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The whole body if all of it is here. */
  get ready(): Buffer | undefined {
    if (!this.#ended) return undefined;
    if (this.#chunks.length !== 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0];
  }

  async whole(): Promise<Buffer> {
    let seen = 0;
    while (!this.#ended) {
      for (; seen < this.#chunks.length; seen++) this.#grant(this.#chunks[seen]?.length ?? 0);
      await this.#more();
    }
    return this.ready ?? EMPTY;
  }

  async *iterate(): AsyncGenerator<Buffer> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#grant(chunk.length);
        if (chunk.length > 0) yield chunk;
      } else if (this.#ended) return;
      else await this.#more();
    }
  }

  async #more(): Promise<void> {
    if (this.#failure === undefined) await new Promise<void>(resolve => (this.#wake = resolve));
    if (this.#failure !== undefined) throw this.#failure;
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  #grant(bytes: number): void {
    if (this.#ended) return;
    this.#owed += bytes;
    if (this.#owed < GRANT_BYTES) return;
    this.#writer.window(this.#stream, this.#owed);
    this.#credit += this.#owed;
    this.#owed = 0;
  }
}
