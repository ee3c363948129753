// The worker's side of the link: listens on a private Unix socket, counts slots, hands out requests, drains.
import { chmod, lstat, rename, unlink } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { codeOf, messageOf } from "../errors.ts";
import { WorkNotes } from "./work-notes.ts";
import { systemClock } from "./clock.ts";
import type { LinkError } from "./errors.ts";
import { Pace } from "./pace.ts";
import { LINK_VERSION, RESET_REASON } from "./protocol.ts";
import { ServerLink, type LinkOwner } from "./server-link.ts";
import type { ServerStream } from "./server-stream.ts";
import type { LinkServer, LinkServerOptions } from "./types.ts";
import { TimerWheel } from "./wheel.ts";

const BACKLOG = 128;
const CLOSE_GRACE = 1000;

/** Listens when it resolves; the path exists from then on. Rejects with the error of listen(2), chmod(2) or rename(2). */
export async function createLinkServer(options: LinkServerOptions): Promise<LinkServer> {
  const server = new UnixLinkServer(options);
  await server.listen();
  return server;
}

class UnixLinkServer implements LinkServer, LinkOwner {
  readonly #options: LinkServerOptions;
  readonly #clock;
  readonly #wheel: TimerWheel;
  readonly #pace: Pace<ServerStream>;
  readonly #server: Server;
  readonly #links = new Set<ServerLink>();
  #inode = 0;
  #notes: WorkNotes | undefined;
  #draining = false;
  #idle: (() => void)[] = [];
  inFlight = 0;
  served = 0;

  constructor(options: LinkServerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#wheel = new TimerWheel(this.#clock);
    this.#pace = new Pace(
      stream => stream.run(),
      () => this.#clock.now(),
    );
    this.#server = createServer(socket => this.#onConnection(socket));
  }

  get links(): number {
    return this.#links.size;
  }

  /** The name appears only when the socket listens with its final mode. */
  async listen(): Promise<void> {
    const { path, mode = 0o660 } = this.#options;
    const temporary = `${path}.new`;
    await unlink(temporary).catch(ignoreAbsent);
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ path: temporary, backlog: BACKLOG }, resolve);
    });
    await chmod(temporary, mode);
    this.#notes = WorkNotes.create(path, mode);
    await rename(temporary, path);
    this.#inode = (await lstat(path)).ino;
  }

  async drain(): Promise<void> {
    if (!this.#draining) {
      this.#draining = true;
      this.#server.close();
      for (const link of this.#links) link.drain();
      await this.#removePath();
    }
    if (this.inFlight > 0) await new Promise<void>(resolve => this.#idle.push(resolve));
  }

  async close(grace = CLOSE_GRACE): Promise<void> {
    const closed = new Promise<void>(resolve => {
      if (this.#server.listening || this.#links.size > 0) this.#server.once("close", resolve);
      else resolve();
    });
    const cut = setTimeout(() => this.#cut(), this.#draining ? grace : 0);
    if (this.#server.listening) this.#server.close();
    await this.#removePath();
    await closed;
    clearTimeout(cut);
    this.#wheel.clear();
  }

  now(): number {
    return this.#clock.now();
  }

  onArrived(streams: readonly ServerStream[]): void {
    const now = this.#clock.now();
    for (const stream of streams) this.#admit(stream, now);
    this.#pace.go();
  }

  onRun(stream: ServerStream): void {
    if (stream.ended) return;
    if (stream.cancelled) return stream.reset(RESET_REASON.cancelled);
    // The order is what makes it exact: START is out, or the note written, before the clock is read. See FRAME.START.
    this.#notes?.begin(stream.noteCell, stream.id, !stream.starts);
    if (stream.claim > 0 && this.#clock.now() > stream.claim) stream.busy();
    else this.#handle(stream);
    this.#notes?.returned();
  }

  onStreamEnd(stream: ServerStream): void {
    this.#wheel.remove(stream);
    if (!stream.taken) return;
    stream.taken = false;
    this.inFlight--;
    if (stream.running) this.#options.observer?.ended(stream.begunAt, this.#clock.now(), stream.request, stream.status);
    if (this.inFlight > 0 || this.#idle.length === 0) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }

  onStreamDeadline(stream: ServerStream): void {
    const { onDeadline } = this.#options;
    if (onDeadline === undefined || !stream.running) return stream.reset(RESET_REASON.deadline);
    try {
      onDeadline(stream);
    } catch (error) {
      this.onHandlerFault(stream, error);
    }
  }

  onStreamOpen(stream: ServerStream): void {
    this.#wheel.remove(stream);
  }

  onHandlerFault(stream: ServerStream, error: unknown): void {
    this.#options.log.error({ err: error, request: stream.request.id }, "the request handler threw");
    stream.reset(messageOf(error));
  }

  onLinkError(error: LinkError): void {
    this.#options.log.error({ err: error }, "the router broke the link's protocol; the link is closed");
  }

  onLinkClose(link: ServerLink): void {
    this.#links.delete(link);
    this.#notes?.give(link.noteCell);
  }

  #admit(stream: ServerStream, now: number): void {
    if (this.#draining || this.inFlight >= this.#options.slots) return stream.busy();
    stream.taken = true;
    stream.arrivedAt = now;
    this.inFlight++;
    const { deadline } = stream.request;
    if (deadline > 0) this.#wheel.add(stream, deadline, now);
    this.#pace.push(stream);
  }

  #handle(stream: ServerStream): void {
    this.served++;
    stream.running = true;
    const { observer } = this.#options;
    if (observer !== undefined) {
      stream.begunAt = this.#clock.now();
      observer.begun(stream.request.queued + stream.begunAt - stream.arrivedAt, stream.begunAt, stream.request);
    }
    try {
      this.#options.onRequest(stream.request, stream, stream);
    } catch (error) {
      this.onHandlerFault(stream, error);
    }
  }

  #onConnection(socket: Socket): void {
    const { hello, slots } = this.#options;
    const notes = this.#notes?.take() ?? -1;
    const link = new ServerLink(this, socket, { version: LINK_VERSION, pid: process.pid, slots, notes, ...hello });
    this.#links.add(link);
    if (this.#draining) link.drain();
  }

  #cut(): void {
    for (const link of this.#links) link.destroy();
  }

  /** Only our own socket: another server may have taken the name since. */
  async #removePath(): Promise<void> {
    const { path } = this.#options;
    const inode = await lstat(path).then(
      stat => stat.ino,
      () => 0,
    );
    if (inode === 0 || inode !== this.#inode) return;
    await unlink(path).catch(ignoreAbsent);
    WorkNotes.remove(path);
  }
}

function ignoreAbsent(error: unknown): void {
  if (codeOf(error) !== "ENOENT") throw error;
}
