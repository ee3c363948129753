// The connection that a (req, res) handler believes in: hands the bytes of the response's body on.
import type { RequestHead } from "@seatstack/shared/link/protocol";
import { ClientSocket } from "./client-socket.ts";

/** What a stub socket reports. */
export interface SocketOwner {
  /** Body bytes as the app wrote them. `done` when more may come. */
  onWrite(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void;
  /** The app destroyed the connection, because of `error` if it says so, or we did. */
  onDestroy(error: Error | null): void;
  /** The app asked for a timeout, and nothing was written for so long. */
  onIdle(): void;
}

const OPTIONS = { decodeStrings: false, allowHalfOpen: true, emitClose: true, autoDestroy: false } as const;

export class StubSocket extends ClientSocket {
  owner: SocketOwner | undefined;

  constructor(head: RequestHead) {
    super(head, OPTIONS);
    // Node's server listens, too: the error of a destroyed connection is no uncaught exception.
    this.on("error", ignore);
  }

  override _read(): void {
    // Nothing ever comes this way: the request's body is pushed into the IncomingMessage itself.
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    this.active();
    if (this.owner) this.owner.onWrite(chunk, encoding, done);
    else done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.owner?.onDestroy(error);
    super._destroy(error, done);
  }

  protected override onIdle(): void {
    this.owner?.onIdle();
  }
}

function ignore(): void {
  // The owner has heard of it in onDestroy.
}
