// One event loop's edge: connections, pipeline and what they share, put together.
import { createSecureContext, type SecureContext } from "node:tls";
import { TempFolder } from "@seatstack/shared/buffer/temp-folder";
import type { Config } from "@seatstack/shared/config/schema";
import { DescriptorWatch } from "@seatstack/shared/descriptors";
import { systemClock } from "@seatstack/shared/link/clock";
import type { Logger } from "@seatstack/shared/logger";
import type { Router } from "@seatstack/shared/router/types";
import { REFUSED, type Zone } from "@seatstack/shared/zone/types";
import { AccessLog } from "./access-log.ts";
import type { CertificateSet } from "./certificates.ts";
import type { ClientConnection } from "@seatstack/shared/http/client-connection";
import { Connections, type ConnectionGate, type Listener, type TlsMaterial } from "./connections.ts";
import type { EngineTimeouts } from "@seatstack/shared/http/engine";
import type { Exchange } from "@seatstack/shared/http/exchange";
import { LongWay } from "./long-way.ts";
import { isBelow } from "./mounts.ts";
import { malformedAnswer } from "./malformed.ts";
import { policyOf } from "./peer.ts";
import { Pipeline } from "./pipeline.ts";
import { requestIds } from "@seatstack/shared/http/request-id";
import { deriveSettings, type EdgeSettings } from "./settings.ts";
import { StaticFiles, staticRoots } from "./static-files.ts";
import { pathOf } from "./target.ts";

export interface EdgeServerOptions {
  readonly config: Config;
  readonly zone: Zone;
  readonly router: Router;
  readonly log: Logger;
  /** Folder of temporary files; exists. */
  readonly temp: string;
  /** The app's public folder, served below /assets/. */
  readonly publicFolder: string;
  readonly certificates: CertificateSet | undefined;
  readonly ticketKeys: Uint8Array;
}

export class EdgeServer {
  readonly #options: EdgeServerOptions;
  readonly #connections: Connections;
  readonly #pipeline: Pipeline;
  readonly #files: StaticFiles;
  readonly #longWay: LongWay;
  readonly #accessLog: AccessLog;
  #settings: EdgeSettings;

  constructor(options: EdgeServerOptions) {
    const { config, zone, router } = options;
    this.#options = options;
    this.#settings = deriveSettings(config);
    this.#accessLog = new AccessLog(config.log.access, config.log.file, lines => {
      options.log.warn({ lines }, "access lines were lost: the disk is full, or who reads them is too slow");
    });
    this.#files = new StaticFiles(staticRoots(config, options.publicFolder));
    this.#longWay = new LongWay(this.#settings);
    this.#pipeline = new Pipeline(
      {
        zone,
        router,
        accessLog: this.#accessLog,
        files: this.#files,
        longWay: this.#longWay,
        nextId: requestIds(),
        now: () => systemClock.now(),
        temp: new TempFolder(options.temp, options.log),
      },
      this.#settings,
    );
    this.#connections = new Connections({
      gate: this.#gate(),
      timeouts: timeoutsOf(config),
      backlog: config.edge.backlog,
      descriptors: new DescriptorWatch(options.log),
      events: {
        onExchange: exchange => this.#handle(exchange),
        isTunnel: request => this.#isTunnel(request.headers.upgrade ?? "", request.url ?? ""),
        onMalformed: (connection, status, method, target) => this.#malformed(connection, status, method, target),
      },
    });
    if (options.certificates !== undefined) this.#connections.setTls(this.#tlsMaterial(options.certificates));
  }

  /** Resolves with the port when it accepts. */
  async listen(listener: Listener): Promise<number> {
    await this.#longWay.ready;
    return this.#connections.listen(listener);
  }

  /** Applies what a reload can change to the requests and connections that come after it. */
  reload(config: Config, certificates: CertificateSet | undefined): void {
    this.#settings = deriveSettings(config);
    this.#files.reload(staticRoots(config, this.#options.publicFolder));
    this.#longWay.reload(this.#settings);
    this.#connections.setTimeouts(timeoutsOf(config));
    this.#pipeline.reload(this.#settings);
    if (certificates !== undefined) this.#connections.setTls(this.#tlsMaterial(certificates));
  }

  /** The access log's file was renamed. */
  reopen(): void {
    this.#accessLog.reopen();
  }

  /** Finishes what is open, up to `timeout` ms, then cuts it. */
  async stop(timeout: number): Promise<void> {
    await this.#connections.stop(timeout);
    await this.#longWay.close();
    await this.#accessLog.close();
  }

  #gate(): ConnectionGate {
    const { zone } = this.#options;
    return {
      open: peer => {
        const { edge } = this.#settings.config;
        const policy = policyOf(peer, this.#settings);
        // Behind a proxy one address stands for many clients.
        const perAddress = policy.trusted || policy.exempt ? edge.connections : edge.limits.connections;
        const ticket = zone.connections.open(zone.key(peer), perAddress, edge.connections);
        zone.count(ticket === REFUSED ? "connections_refused" : "connections_accepted");
        return ticket;
      },
      close: ticket => zone.connections.close(ticket),
      onHandshake: ok => zone.count(ok ? "tls_handshakes" : "tls_failures"),
    };
  }

  /** A mistake of ours costs one request, not the thread with all its connections. */
  #handle(exchange: Exchange): void {
    try {
      this.#pipeline.handle(exchange);
    } catch (error) {
      this.#options.log.error({ err: error, id: exchange.id }, "a request failed at the edge");
      exchange.destroy();
    }
  }

  /** Whatever the app may speak; a mount is spoken to by a library, and that knows WebSocket. */
  #isTunnel(upgrade: string, target: string): boolean {
    const path = pathOf(target);
    return upgrade.toLowerCase() === "websocket" || !this.#settings.mounts.some(mount => isBelow(path, mount.prefix));
  }

  #malformed(connection: ClientConnection, status: number, method = "", target = ""): string {
    const answer = malformedAnswer(connection, status, this.#settings);
    this.#options.zone.count("requests_4xx");
    this.#accessLog.logMalformed(connection.peer, status, method, target, answer.bytes);
    return answer.text;
  }

  #tlsMaterial(certificates: CertificateSet): TlsMaterial {
    const contexts = new Map<string, SecureContext>();
    for (const entry of certificates.entries) {
      const context = createSecureContext({ key: entry.key, cert: entry.cert, minVersion: "TLSv1.2" });
      for (const name of entry.names) if (!contexts.has(name)) contexts.set(name, context);
    }
    const [first] = certificates.entries;
    return {
      key: first.key,
      cert: first.cert,
      ticketKeys: this.#options.ticketKeys,
      contextFor: servername => {
        const name = servername.toLowerCase();
        // A wildcard stands for exactly one label (RFC 6125 section 6.4.3).
        return contexts.get(name) ?? contexts.get(`*${name.slice(name.indexOf("."))}`);
      },
    };
  }
}

function timeoutsOf(config: Config): EngineTimeouts {
  const { timeouts } = config.edge;
  return {
    clientHeader: timeouts.client_header,
    send: timeouts.send,
    keepalive: timeouts.keepalive,
    handshake: timeouts.handshake,
  };
}
