// One client of a control socket: its requests are answered one after another, and nothing it does hurts the server.
import type { Socket } from "node:net";
import { messageOf, SeatstackError } from "../errors.ts";
import { lineReader, MAX_REQUEST_LINE } from "./lines.ts";
import type { ControlReply, ControlRequest } from "./protocol.ts";
import { parseControlRequest } from "./request.ts";
import type { ControlServerOptions } from "./server.ts";

/** A connection without a request for this long is closed; an `endpoints` stream never is. Milliseconds. */
const IDLE_TIMEOUT = 30_000;
/** A subscriber that reads so slowly that this many bytes wait for it is cut; it will come back and get a fresh table. */
const MAX_UNSENT = 4 * 1024 * 1024;
/** A last reply gets this long to leave before the socket is destroyed. Milliseconds. */
const LINGER = 500;

export interface ControlConnection {
  /** Lets a reply that is on its way out leave, then closes. */
  end(): void;
}

/** Serves `socket` until it closes. Never throws. */
export function serveControlConnection(socket: Socket, options: ControlServerOptions): ControlConnection {
  const connection = new Connection(socket, options);
  return { end: () => connection.end() };
}

class Connection {
  readonly #socket: Socket;
  readonly #options: ControlServerOptions;
  readonly #reader = lineReader(MAX_REQUEST_LINE);
  readonly #lines: string[] = [];
  readonly #closeCallbacks: (() => void)[] = [];
  /** The request that has no reply yet; "stream" is for good. */
  #busy: "no" | "request" | "stream" = "no";
  #ending = false;

  constructor(socket: Socket, options: ControlServerOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.setTimeout(IDLE_TIMEOUT, () => this.#onIdle());
    socket.on("data", (chunk: Buffer) => this.#onData(chunk));
    socket.on("end", () => this.#onEnd());
    socket.on("error", error => options.log.debug({ err: error }, "control client failed"));
    socket.once("close", () => this.#onClose());
  }

  end(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#socket.end();
    const timer = setTimeout(() => this.#socket.destroy(), LINGER);
    this.#socket.once("close", () => clearTimeout(timer));
  }

  #onData(chunk: Buffer): void {
    if (this.#ending || this.#busy === "stream") return;
    const lines = this.#reader.push(chunk);
    if (lines === "oversize") {
      this.#write({ ok: false, code: "LINE_TOO_LONG", message: `a request line is at most ${MAX_REQUEST_LINE} bytes` });
      this.end();
      return;
    }
    this.#lines.push(...lines);
    this.#next();
  }

  /** Takes up the next waiting request; reading rests while one is being answered, so the queue stays one chunk long. */
  #next(): void {
    while (this.#busy === "no" && !this.#ending) {
      const line = this.#lines.shift();
      if (line === undefined) break;
      const parsed = parseControlRequest(line, this.#options.operations);
      if (parsed.ok) this.#start(parsed.request);
      else this.#write(parsed.reply);
    }
    if (this.#busy === "request") this.#socket.pause();
    else this.#socket.resume();
  }

  #start(request: ControlRequest): void {
    const stream = request.op === "endpoints";
    this.#busy = stream ? "stream" : "request";
    if (stream) this.#socket.setTimeout(0);
    let answered = false;
    const reply = (message: ControlReply): void => {
      if (answered && !stream) return;
      answered = true;
      this.#write(message);
      if (!stream) this.#finish();
    };
    void this.#handle(request, reply);
  }

  async #handle(request: ControlRequest, reply: (message: ControlReply) => void): Promise<void> {
    try {
      await this.#options.handle(request, { reply, onClose: callback => this.#whenClosed(callback) });
    } catch (error) {
      if (!(error instanceof SeatstackError)) {
        this.#options.log.error({ err: error, op: request.op }, "control request failed");
      }
      reply(errorReply(error));
      if (request.op === "endpoints") this.end();
    }
  }

  #finish(): void {
    this.#busy = "no";
    if (this.#socket.readableEnded && this.#lines.length === 0) this.end();
    else this.#next();
  }

  #write(message: ControlReply): void {
    if (this.#ending || this.#socket.destroyed) return;
    this.#socket.write(`${JSON.stringify(message)}\n`);
    if (this.#socket.writableLength > MAX_UNSENT) {
      this.#options.log.warn("control client does not read, closing it");
      this.#socket.destroy();
    }
  }

  #onEnd(): void {
    if (this.#busy !== "request") this.end();
  }

  #onIdle(): void {
    if (this.#busy === "no") this.end();
  }

  #whenClosed(callback: () => void): void {
    if (this.#socket.destroyed) callback();
    else this.#closeCallbacks.push(callback);
  }

  #onClose(): void {
    this.#ending = true;
    for (const callback of this.#closeCallbacks) callback();
  }
}

function errorReply(error: unknown): ControlReply {
  if (!(error instanceof SeatstackError)) {
    return { ok: false, code: "INTERNAL", message: `the request failed: ${messageOf(error)}` };
  }
  const { code, message, fix } = error;
  return { ok: false, code, message, ...(fix === undefined ? {} : { fix }) };
}
