// Body bytes on their way out under the receiver's window: the request's in the router, the response's in the worker.
import { protocolError } from "./errors.ts";
import { INITIAL_WINDOW, MAX_BODY_PAYLOAD } from "./protocol.ts";
import type { FrameWriter } from "./writer.ts";

const MAX_WINDOW = 2 ** 31 - 1;
const NOTHING = Buffer.alloc(0);

export class OutgoingChunks {
  readonly #writer: FrameWriter;
  readonly #stream: number;
  readonly #onDrain: () => void;
  #credit = INITIAL_WINDOW;
  #queue: Buffer[] = [];
  #ending = false;
  #blocked = false;

  /** `onDrain` runs when everything has left after a `write` that returned false. */
  constructor(writer: FrameWriter, stream: number, onDrain: () => void) {
    this.#writer = writer;
    this.#stream = stream;
    this.#onDrain = onDrain;
  }

  /** Whether END has been written. */
  done = false;

  write(chunk: Buffer): boolean {
    this.#queue.push(chunk);
    this.#send();
    this.#blocked = this.#queue.length > 0 || this.#credit === 0;
    return !this.#blocked;
  }

  end(chunk?: Buffer): void {
    if (chunk !== undefined && chunk.length > 0) this.#queue.push(chunk);
    this.#ending = true;
    this.#send();
  }

  /** A WINDOW frame. Throws LINK_PROTOCOL on an impossible one. */
  grant(bytes: number): void {
    this.#credit += bytes;
    if (bytes === 0 || this.#credit > MAX_WINDOW) throw protocolError(`WINDOW of ${bytes} bytes`);
    this.#send();
    if (!this.#blocked || this.#queue.length > 0 || this.done) return;
    this.#blocked = false;
    this.#onDrain();
  }

  #send(): void {
    while (this.#queue.length > 0 && this.#credit > 0) this.#sendOne(this.#queue[0] ?? NOTHING);
    if (!this.#ending || this.#queue.length > 0 || this.done) return;
    this.done = true;
    this.#writer.body(this.#stream, NOTHING, true);
  }

  #sendOne(chunk: Buffer): void {
    const size = Math.min(chunk.length, this.#credit, MAX_BODY_PAYLOAD);
    this.#credit -= size;
    if (size < chunk.length) {
      this.#queue[0] = chunk.subarray(size);
      this.#writer.body(this.#stream, chunk.subarray(0, size), false);
      return;
    }
    this.#queue.shift();
    this.done = this.#ending && this.#queue.length === 0;
    this.#writer.body(this.#stream, chunk, this.done);
  }
}
