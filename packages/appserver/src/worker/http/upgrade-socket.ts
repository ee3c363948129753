// The raw connection that an upgrade's listener gets: the client's bytes both ways, carried by the link.
//
// The app writes the answer to the handshake itself, as text: a 101, after which the link's stream carries raw bytes, or
// a refusal such as `HTTP/1.1 401 …`, which becomes a plain response.
import type { IncomingBody, Reply } from "@seatstack/shared/link/types";
import type { RequestHead } from "@seatstack/shared/link/protocol";
import { ClientSocket } from "./client-socket.ts";
import { HandshakeAnswer } from "./handshake-answer.ts";

/** Each side ends by itself, as on the sockets of Node's server. */
const OPTIONS = { allowHalfOpen: true, emitClose: true, autoDestroy: true } as const;

export class UpgradeSocket extends ClientSocket {
  readonly #body: IncomingBody;
  readonly #reply: Reply;
  readonly #answer: HandshakeAnswer;
  readonly #onFailure: (error: unknown) => void;
  #source: AsyncIterator<Buffer> | undefined;
  #wanted = false;
  #pulling = false;

  /** `onFailure` gets what makes the app's answer impossible; the client gets a 500, or a cut connection after the head. */
  constructor(head: RequestHead, body: IncomingBody, reply: Reply, onFailure: (error: unknown) => void) {
    super(head, OPTIONS);
    this.#body = body;
    this.#reply = reply;
    this.#onFailure = onFailure;
    this.#answer = new HandshakeAnswer(reply, () => this.#switched());
    // A client that leaves closes the socket; an error would end a worker whose app does not listen for it.
    reply.onCancel = () => void this.destroy();
  }

  override _read(): void {
    this.#wanted = true;
    if (this.#source !== undefined && !this.#pulling) void this.#pull(this.#source);
  }

  /** What the client sends comes only now. */
  #switched(): void {
    this.#source = this.#body[Symbol.asyncIterator]();
    if (this.#wanted) void this.#pull(this.#source);
  }

  async #pull(source: AsyncIterator<Buffer>): Promise<void> {
    this.#pulling = true;
    try {
      while (this.#wanted) {
        const { done, value } = await source.next();
        if (this.destroyed) return;
        this.active();
        this.#wanted = done === true ? false : this.push(value);
        if (done === true) this.push(null);
      }
    } catch {
      // Cancelled: onCancel closes the socket.
    } finally {
      this.#pulling = false;
    }
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.active();
    try {
      if (this.#answer.write(chunk)) return done();
      this.#reply.onDrain = () => {
        this.#reply.onDrain = null;
        done();
      };
    } catch (error) {
      this.fail(error);
      done();
    }
  }

  override _final(done: (error?: Error | null) => void): void {
    try {
      this.#answer.end();
    } catch (error) {
      this.fail(error);
    }
    if (this.#source === undefined) this.#endReading();
    done();
  }

  /** After a refusal nothing can come from the client; 'end' comes without a reader, so that 'close' does. */
  #endReading(): void {
    this.push(null);
    this.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // write(refusal) and then destroy(), as the manual of ws has it: the end of a connection ends a response, too.
    if (!this.#reply.ended && !this.#reply.cancelled) this.#answer.close();
    if (!this.#reply.ended) this.#reply.reset(this.#reply.cancelled ? "cancelled" : "the app closed the connection");
    super._destroy(error, done);
  }

  protected override onIdle(): void {
    // As on net.Socket, closing is up to who listens for 'timeout'.
  }

  /** The app's listener failed: the client is told so, if nothing was yet, and the connection is over. */
  fail(error: unknown): void {
    this.#onFailure(error);
    this.destroy();
  }
}
