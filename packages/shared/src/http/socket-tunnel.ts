// A client's connection that left HTTP, joined with the upgraded stream of a worker: bytes both ways, at the pace of the
// slower side, each side ended by itself.
import type { Duplex } from "node:stream";
import type { Upgrade } from "../router/types.ts";

/** A net.Socket, a TLSSocket or a stream of HTTP/2; half open (allowHalfOpen). */
export type TunnelSocket = Duplex & { setTimeout(milliseconds: number): unknown };

/** Milliseconds. */
export interface TunnelTimes {
  /** Silence of both sides after which it is closed. */
  readonly idle: number;
  /** What a client has to take what was sent, and to end its side after the worker has. */
  readonly send: number;
}

/** What a client may say before the worker has agreed to switch; then it has to wait. Bytes. */
const EARLY_BYTES = 64 * 1024;
/** A client that vanished (no power, no network) says nothing: the kernel asks, from this on. Milliseconds. */
const PROBE_AFTER = 60_000;

export class SocketTunnel {
  /** Bytes given to the client. */
  bytesOut = 0;
  readonly #socket: TunnelSocket;
  readonly #times: TunnelTimes;
  #early: Buffer[] = [];
  #earlyBytes = 0;
  #upgrade: Upgrade | undefined;
  #workerEnded = false;
  /** The client is slower than the worker; so many bytes are granted when it has caught up. */
  #blocked = false;
  #owed = 0;
  /** Nothing is passed on any more. */
  #over = false;
  #closing = false;

  /** Reads from now on: what the client says is kept, and its leaving is seen, while the worker thinks about it. */
  constructor(socket: TunnelSocket, early: Buffer, times: TunnelTimes) {
    this.#socket = socket;
    this.#times = times;
    if (early.length > 0) this.#keep(early);
    socket.on("data", this.#onData);
    socket.on("end", this.#onEnd);
  }

  /** The worker did not switch: what the client said is dropped. It is still closed when it ends its side. */
  release(): void {
    this.#over = true;
    this.#early = [];
    this.#socket.resume();
  }

  /** The worker has switched, and the client has been told. */
  open(upgrade: Upgrade): void {
    const socket = this.#socket;
    this.#upgrade = upgrade;
    socket.on("drain", this.#onDrained);
    socket.on("timeout", this.#onSilence);
    socket.setTimeout(this.#times.idle);
    if ("setKeepAlive" in socket)
      (socket as { setKeepAlive(on: boolean, ms: number): void }).setKeepAlive(true, PROBE_AFTER);
    const early = this.#early;
    this.#early = [];
    for (const chunk of early) this.#pass(chunk, upgrade);
  }

  /** From the worker. */
  onBody(chunk: Buffer): void {
    if (this.#over) return;
    this.bytesOut += chunk.length;
    const taken = this.#socket.write(chunk);
    if (taken && !this.#blocked) return this.#upgrade?.grant(chunk.length);
    this.#owed += chunk.length;
    if (this.#blocked) return;
    this.#blocked = true;
    this.#socket.setTimeout(this.#times.send);
  }

  /** The worker has ended its side. */
  onEnd(): void {
    this.#workerEnded = true;
    this.#socket.setTimeout(this.#times.send);
    this.#socket.end();
  }

  /** The worker has taken what was refused. */
  onDrain(): void {
    if (!this.#over) this.#socket.resume();
  }

  /** Nothing follows: the client gets what there is, and is closed. Idempotent. */
  close(reason: string): void {
    const socket = this.#socket;
    if (this.#closing) return;
    this.#closing = true;
    this.#over = true;
    this.#upgrade?.cancel(reason);
    socket.setTimeout(this.#times.send);
    socket.resume();
    socket.end();
    if (socket.writableFinished) socket.destroy();
    else socket.once("finish", () => socket.destroy());
  }

  /** The client's connection is closed. */
  closed(): void {
    this.#over = true;
    // Nothing where both sides have ended.
    this.#upgrade?.cancel("client gone");
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#over) return;
    if (this.#upgrade === undefined) this.#keep(chunk);
    else this.#pass(chunk, this.#upgrade);
  };

  #keep(chunk: Buffer): void {
    this.#early.push(chunk);
    this.#earlyBytes += chunk.length;
    if (this.#earlyBytes >= EARLY_BYTES) this.#socket.pause();
  }

  #pass(chunk: Buffer, upgrade: Upgrade): void {
    if (upgrade.write(chunk)) this.#socket.resume();
    else this.#socket.pause();
  }

  /** In HTTP a client that ends its side before the answer has left; in a tunnel it has said all that it has to say. */
  readonly #onEnd = (): void => {
    if (this.#upgrade === undefined) this.close("client gone");
    else if (!this.#over) this.#upgrade.end();
  };

  readonly #onDrained = (): void => {
    if (!this.#blocked) return;
    this.#blocked = false;
    const owed = this.#owed;
    this.#owed = 0;
    if (!this.#workerEnded) this.#socket.setTimeout(this.#times.idle);
    if (!this.#over) this.#upgrade?.grant(owed);
  };

  readonly #onSilence = (): void => {
    if (this.#over || this.#blocked || this.#workerEnded) this.#socket.destroy();
    else this.close("silent for too long");
  };
}
