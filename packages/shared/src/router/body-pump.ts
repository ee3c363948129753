// Sends a request's body down a stream as fast as the worker's window allows.
import type { RequestBody } from "../link/body.ts";
import type { OutgoingChunks } from "../link/outgoing.ts";

/** One sending; a retry makes another. Closes the source however it ends. */
export class BodyPump {
  readonly #out: OutgoingChunks;
  readonly #onFault: (error: unknown) => void;
  #left: number;
  #sync: Iterator<Buffer> | undefined;
  #async: AsyncIterator<Buffer> | undefined;
  #reading = false;
  #stopped = false;

  /** `onFault`: the source failed or was shorter or longer than it said. */
  constructor(body: RequestBody, out: OutgoingChunks, onFault: (error: unknown) => void) {
    this.#out = out;
    this.#onFault = onFault;
    this.#left = body.length;
    try {
      const source = body.open();
      if (Symbol.iterator in source) this.#sync = source[Symbol.iterator]();
      else this.#async = source[Symbol.asyncIterator]();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Sends what fits; call again when the stream has drained. */
  run(): void {
    if (this.#stopped || this.#reading) return;
    try {
      if (this.#sync !== undefined) this.#runSync(this.#sync);
      else if (this.#async !== undefined) void this.#runAsync(this.#async);
    } catch (error) {
      this.#fail(error);
    }
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#sync?.return?.();
    this.#async?.return?.().catch(() => {});
  }

  #runSync(source: Iterator<Buffer>): void {
    while (!this.#stopped && this.#take(source.next()));
  }

  async #runAsync(source: AsyncIterator<Buffer>): Promise<void> {
    this.#reading = true;
    try {
      while (!this.#stopped && this.#take(await source.next()));
    } catch (error) {
      this.#fail(error);
    }
    this.#reading = false;
  }

  /** Returns whether there is room for more. */
  #take(next: IteratorResult<Buffer>): boolean {
    if (this.#stopped) return false;
    if (next.done === true) throw new Error(`the body ended ${this.#left} bytes early`);
    this.#left -= next.value.length;
    if (this.#left < 0) throw new Error("the body is longer than it said");
    if (this.#left > 0) return this.#out.write(next.value);
    this.#out.end(next.value);
    this.stop();
    return false;
  }

  #fail(error: unknown): void {
    if (this.#stopped) return;
    this.stop();
    this.#onFault(error);
  }
}
