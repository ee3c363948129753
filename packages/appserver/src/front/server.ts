// The front, put together: connections, HTTP engine, pipeline, access log; and how a reload changes them.
import type { Config } from "@seatstack/shared/config/schema";
import { DescriptorWatch } from "@seatstack/shared/descriptors";
import { TempFolder } from "@seatstack/shared/buffer/temp-folder";
import type { ClientConnection } from "@seatstack/shared/http/client-connection";
import type { EngineEvents } from "@seatstack/shared/http/engine";
import { Http1Engine } from "@seatstack/shared/http/http1";
import { requestIds } from "@seatstack/shared/http/request-id";
import type { Logger } from "@seatstack/shared/logger";
import type { Router } from "@seatstack/shared/router/types";
import { AccessLog } from "./access-log.ts";
import { bareAnswer } from "./answers.ts";
import type { Client } from "./client.ts";
import { Connections } from "./connections.ts";
import { Pipeline } from "./pipeline.ts";
import { frontSettings, type FrontSettings } from "./settings.ts";

/**
 * Milliseconds; gunicorn, too, answers who shuts its writing side behind the request. On a busy machine the two come 20 ms
 * apart; who gives up within this time is served for nothing, as everybody is by gunicorn.
 */
const HALF_CLOSE = 50;

export interface FrontOptions {
  readonly config: Config;
  readonly router: Router;
  readonly log: Logger;
  /** Folder of temporary files; exists. */
  readonly temp: string;
}

export class FrontServer {
  readonly #options: FrontOptions;
  readonly #temp: TempFolder;
  readonly #pipeline: Pipeline;
  readonly #engine: Http1Engine;
  readonly #connections: Connections;

  /** Throws where the access log cannot be opened. */
  constructor(options: FrontOptions) {
    this.#options = options;
    this.#temp = new TempFolder(options.temp, options.log);
    const settings = frontSettings(options.config, this.#temp);
    this.#pipeline = new Pipeline({ router: options.router, log: options.log, nextId: requestIds() }, settings);
    this.#engine = new Http1Engine(this.#events(), settings.timeouts, settings.headBytes, HALF_CLOSE);
    this.#connections = new Connections(this.#engine, settings, new DescriptorWatch(options.log));
    this.#pipeline.accessLog = this.#openAccessLog(settings);
  }

  get inFlight(): number {
    return this.#pipeline.inFlight;
  }

  get served(): number {
    return this.#pipeline.served;
  }

  /** Listens on a descriptor that the arbiter has bound. Rejects with the error of listen(2). */
  listen(fd: number, backlog: number): Promise<void> {
    return this.#connections.listen(fd, backlog);
  }

  /** Applies new settings to the requests and connections that come after it. */
  configure(config: Config): void {
    const settings = frontSettings(config, this.#temp);
    this.#pipeline.settings = settings;
    this.#connections.settings = settings;
    this.#engine.setTimeouts(settings.timeouts);
    this.#engine.headBytes = settings.headBytes;
    this.#changeAccessLog(settings);
  }

  /** The access log's file was renamed. */
  reopen(): void {
    this.#tryLog(() => this.#pipeline.accessLog?.reopen());
  }

  /** Accepts nothing new, closes idle connections, and waits for the requests under way. */
  async drain(): Promise<void> {
    await this.#connections.drain();
    this.#engine.close();
  }

  /** After the drain: writes what is left of the access log. */
  async close(): Promise<void> {
    await this.#pipeline.accessLog?.close();
  }

  #events(): EngineEvents {
    return {
      onExchange: exchange => this.#pipeline.handle(exchange, exchange.connection as Client),
      isTunnel: () => true,
      onMalformed: (connection, status, method, target) => this.#malformed(connection, status, method, target),
    };
  }

  #malformed(connection: ClientConnection, status: number, method = "", target = ""): string {
    const address = (connection as Client).isUnix ? "" : connection.peer;
    const answer = bareAnswer(status);
    const bytes = answer.length - answer.indexOf("\r\n\r\n") - 4;
    const version = method === "" ? "" : "1.1";
    this.#pipeline.accessLog?.log({
      address,
      method,
      target,
      version,
      status,
      bytes,
      duration: 0,
      exchange: undefined,
    });
    return answer;
  }

  #openAccessLog({ config: { app } }: FrontSettings): AccessLog | undefined {
    if (app.accesslog === "") return undefined;
    return new AccessLog(app.accesslog, app.access_log_format, lines => {
      this.#options.log.warn({ lines }, "access lines were lost: the disk is full, or who reads them is too slow");
    });
  }

  /** Where the new one cannot be opened, the old one goes on. */
  #changeAccessLog(settings: FrontSettings): void {
    const { accesslog, access_log_format: format } = settings.config.app;
    const before = this.#pipeline.accessLog;
    if ((before?.file ?? "") === accesslog && (before?.format ?? format) === format) return;
    this.#tryLog(() => {
      this.#pipeline.accessLog = this.#openAccessLog(settings);
      void before?.close();
    });
  }

  #tryLog(change: () => void): void {
    try {
      change();
    } catch (error) {
      this.#options.log.error({ err: error }, "app.accesslog cannot be opened: the old file stays");
    }
  }
}
