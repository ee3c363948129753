// The contract between the app server and an application. The seat tracker and your app are alike to it.
import type { Duplex } from "node:stream";
import type { Logger } from "@seatstack/shared/logger";

/** What an application is given when it is made, once per worker. */
export interface ApplicationContext {
  readonly log: Logger;
  /** The app's own settings: the `[seats]` table for the seat tracker. */
  readonly settings: unknown;
  /** Private folder of the app tier for databases and files; exists, 0700. */
  readonly dataDir: string;
  /** Folder whose files the edge serves; what the app puts there must be fingerprinted. */
  readonly publicDir: string;
  /** Number of the worker, from 1; 0 in a task worker. */
  readonly worker: number;
  /** Aborted when the process begins its graceful stop. */
  readonly stopping: AbortSignal;
  /** What the hook post_fork made for this worker, such as clients of other services. */
  readonly state: Record<string, unknown>;
}

/** A request whose body has arrived whole, or (upgrades, unbuffered) arrives as a stream. */
export interface AppRequest {
  readonly method: string;
  /** Path and query exactly as the client sent them, origin form. */
  readonly target: string;
  /** Flat [name, value, name, value, …] in order of arrival, names as sent by the edge (lower case). */
  readonly rawHeaders: readonly string[];
  readonly id: string;
  readonly scheme: "http" | "https";
  /** The Host that the client asked for, validated by the edge. */
  readonly host: string;
  /** The real client's address, decided by the edge. */
  readonly remoteAddress: string;
  /** Value of the first header of that lower-case name. */
  header(name: string): string | undefined;
  /** The whole body; an empty buffer where there is none. */
  body(): Promise<Buffer>;
  stream(): AsyncIterable<Buffer>;
  /** Aborted when the client has gone or the request's time is up. */
  readonly signal: AbortSignal;
}

export type AppBody = string | Uint8Array | AsyncIterable<Uint8Array> | null;

export interface AppResponse {
  readonly status: number;
  /** Flat [name, value, …]; content-length is added for string and bytes bodies. */
  readonly headers: readonly string[];
  readonly body: AppBody;
}

export interface Application {
  /** May throw or reject: the client gets a plain 500, the log gets the stack. */
  handle(request: AppRequest): AppResponse | Promise<AppResponse>;
  /**
   * An upgrade (WebSocket) whose handshake the app answers itself, as in Node's `upgrade` event: `socket` carries the raw
   * bytes both ways, the answer's head included. Without it an upgrade is handled as a plain request.
   */
  upgrade?(request: AppRequest, socket: Duplex, head: Buffer): void | Promise<void>;
  /** Called once after the last request of a stopping worker; bounded by graceful_timeout. */
  close?(): Promise<void>;
}

/** A job of an app, run in a task worker, never beside web requests. One of `every`, `cron`, or neither: a loop. */
export interface Task {
  readonly name: string;
  /** Milliseconds between the end of one run and the begin of the next; the first run begins at once. */
  readonly every?: number;
  /** Cron pattern (croner's: five fields, or six with seconds first); runs never overlap. */
  readonly cron?: string;
  /** IANA time zone of `cron`; default is the machine's. */
  readonly timezone?: string;
  /**
   * A loop runs until `signal` aborts; a run of `every` or `cron` returns by itself. A rejection is logged and counted; a
   * loop starts again with backoff, a scheduled job at its next time.
   */
  run(signal: AbortSignal): Promise<void>;
}

/** What an app module exports, beside hooks (hooks.ts). `createTasks` is called only in task workers. */
export interface ApplicationModule {
  createApplication(context: ApplicationContext): Promise<Application>;
  createTasks?(context: ApplicationContext): Promise<readonly Task[]>;
}
