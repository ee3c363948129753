// The edge as a whole: zone, threads, endpoint stream, control socket, admin listener, reload and stop.
import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { readFileSync } from "node:fs";
import { changedSettings } from "@seatstack/shared/config/changes";
import { loadConfig } from "@seatstack/shared/config/load";
import type { Config } from "@seatstack/shared/config/schema";
import type { EdgeStatus } from "@seatstack/shared/control/protocol";
import { serveControl, type ControlClient, type ControlServer } from "@seatstack/shared/control/server";
import type { ControlRequest } from "@seatstack/shared/control/protocol";
import { subscribeEndpoints } from "@seatstack/shared/control/subscribe";
import { systemClock } from "@seatstack/shared/link/clock";
import { SeatstackError } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import { notify } from "@seatstack/shared/notify";
import type { RunOptions } from "@seatstack/shared/run-options";
import { VERSION } from "@seatstack/shared/version";
import { createZone } from "@seatstack/shared/zone/zone";
import { startAdmin, type Admin } from "./admin.ts";
import { watchCertificates } from "./certificate-watch.ts";
import type { CertificateSet } from "./certificates.ts";
import { listenersForThread, listenerUrls, type PublicListener } from "./listeners.ts";
import { loadCertificates } from "./load-certificates.ts";
import { renderMetrics, requestTotal, sum, usable } from "./metrics.ts";
import { deriveSettings } from "./settings.ts";
import type { Signalled } from "./signals.ts";
import { watchSupervisor } from "@seatstack/shared/supervisor-watch";
import { Threads } from "./threads.ts";

export interface EdgeTierOptions extends RunOptions {
  readonly config: Config;
  readonly certificates: CertificateSet | undefined;
  readonly listeners: readonly PublicListener[];
  readonly log: Logger;
}

/** Ms before a certificate's end from which starts and reloads warn of it: 14 days. */
const EXPIRES_SOON = 14 * 86_400_000;

export class EdgeTier implements Signalled {
  readonly #options: EdgeTierOptions;
  readonly #log: Logger;
  readonly #threads: Threads;
  readonly #zone;
  readonly #threadCount: number;
  readonly #startedAt = performance.now();
  readonly #stopped = Promise.withResolvers<void>();
  readonly #closers: (() => void)[] = [];
  #config: Config;
  #certificates: CertificateSet | undefined;
  #control: ControlServer | undefined;
  #admin: Admin | undefined;
  #state: EdgeStatus["state"] = "starting";
  #started: Promise<void> = Promise.resolve();
  #stopping: Promise<void> | undefined;
  #quick = false;

  constructor(options: EdgeTierOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#config = options.config;
    this.#certificates = options.certificates;
    const { threads } = options.config.edge;
    this.#threadCount = threads === "auto" ? Math.max(1, Math.floor(availableParallelism() / 2)) : threads;
    this.#zone = createZone({ threads: this.#threadCount });
    const ticketKeys = randomBytes(48);
    this.#threads = new Threads({
      count: this.#threadCount,
      log: options.log,
      onDead: thread => this.#zone.reclaim(thread),
      bootOf: thread => ({
        thread,
        config: this.#config,
        zone: this.#zone.buffer,
        listeners: listenersForThread(options.listeners),
        certificates: this.#certificates,
        ticketKeys,
        temp: options.paths.edge.temp,
        publicFolder: options.paths.app.public,
        endpoints: [],
      }),
    });
  }

  /** Resolves when the edge has stopped, whoever asked for it. */
  get stopped(): Promise<void> {
    return this.#stopped.promise;
  }

  /** Resolves when the edge serves, or at once after a stop that came meanwhile. */
  start(): Promise<void> {
    this.#started = this.#start();
    return this.#started;
  }

  async #start(): Promise<void> {
    const { paths } = this.#options;
    this.#closers.push(watchSupervisor(process.env, () => void this.stop("graceful")));
    this.#closers.push(
      subscribeEndpoints(
        paths.app.endpoints,
        endpoints => this.#threads.update(endpoints),
        error =>
          this.#log.warn({ code: error.code }, "the app's arbiter is away; the workers known are used meanwhile"),
      ),
    );
    await this.#threads.start();
    this.#closers.push(
      watchCertificates(
        () => this.#config,
        () => this.#certificates,
        () => this.reload(),
      ),
    );
    this.#control = await serveControl({
      path: paths.edge.control,
      mode: 0o600,
      log: this.#log,
      handle: (request, client) => this.#handle(request, client),
      operations: ["status", "reload", "reopen", "stop"],
    });
    if (this.#config.edge.admin !== "") {
      this.#admin = await startAdmin({
        listen: this.#config.edge.admin,
        metrics: () => renderMetrics(this.#zone, this.#threads.restarts),
        healthy: () => this.#state === "running",
        zone: this.#zone,
        now: () => systemClock.now(),
      });
    }
    if (this.#stopping !== undefined) return;
    this.#state = "running";
    notify("READY=1");
    this.#warnOfExpiry();
    this.#log.info({ listen: listenerUrls(this.#options.listeners), threads: this.#threadCount }, "the edge is ready");
  }

  /** Applies what can change live; a mistake changes nothing. */
  reload(): void {
    try {
      this.#reload();
    } catch (error) {
      this.#log.error({ err: error }, "reload refused; the settings of before are kept");
    }
  }

  #reload(): string {
    const config = loadConfig(this.#options.source);
    deriveSettings(config);
    const certificates = loadCertificates(config, this.#options.paths.edge.tls);
    const later = changedSettings(this.#config, config)
      .filter(({ setting, change }) => change === "restart" && /^(?:edge|log)\./.test(setting))
      .map(({ setting }) => setting);
    // What a restart alone can change stays as it is, so that threads started later agree with those of before.
    const { http, https, threads, backlog, admin } = this.#config.edge;
    const { access, file } = this.#config.log;
    this.#config = {
      ...config,
      edge: { ...config.edge, http, https, threads, backlog, admin },
      log: { ...config.log, access, file },
    };
    this.#log.level = config.log.level;
    this.#certificates = certificates;
    this.#threads.broadcast({ type: "reload", config: this.#config, certificates });
    const message = later.length === 0 ? "reloaded" : `reloaded; a restart is needed for ${later.join(", ")}`;
    this.#log.info({ later }, message);
    this.#warnOfExpiry();
    return message;
  }

  /** An expired certificate is no reason not to serve, as it is none for nginx. */
  #warnOfExpiry(): void {
    const expires = this.#certificates?.expires;
    const left = expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires) - Date.now();
    if (left < 0) this.#log.warn({ expires }, "a certificate has expired: clients will refuse it");
    else if (left < EXPIRES_SOON) this.#log.warn({ expires }, "a certificate expires soon");
  }

  /** Opens the access log again after it was renamed. */
  reopen(): void {
    this.#threads.broadcast({ type: "reopen" });
  }

  /** Idempotent; a quick stop overtakes a graceful one. */
  async stop(mode: "graceful" | "quick"): Promise<void> {
    this.#quick ||= mode === "quick";
    if (this.#stopping === undefined) {
      this.#state = "stopping";
      notify("STOPPING=1");
      this.#log.info({ mode }, "the edge is stopping");
      this.#stopping = this.#stopAll();
    } else if (mode === "quick") this.#threads.broadcast({ type: "stop", timeout: 0 });
    await this.#stopping;
  }

  /** What is half started cannot be stopped: it would go on starting, and nothing would ever stop it. */
  async #stopAll(): Promise<void> {
    await this.#started.catch(() => undefined);
    for (const close of this.#closers) close();
    await this.#threads.stop(this.#quick ? 0 : this.#config.edge.timeouts.stop);
    await this.#admin?.close();
    await this.#control?.close();
    this.#stopped.resolve();
  }

  #handle(request: ControlRequest, client: ControlClient): void {
    switch (request.op) {
      case "status":
        return client.reply({ ok: true, status: this.#status() });
      case "reload":
        return client.reply({ ok: true, message: this.#reload() });
      case "reopen":
        this.reopen();
        return client.reply({ ok: true, message: "reopened" });
      case "stop":
        client.reply({ ok: true, message: "stopping" });
        void this.stop(request.mode);
        return;
      default:
        throw new SeatstackError("UNSUPPORTED", `the edge does not know "${request.op}"`, {
          fix: "Ask the app tier, or see `seatstack --help`.",
        });
    }
  }

  #status(): EdgeStatus {
    const zone = this.#zone;
    const certificates = this.#certificates;
    return {
      tier: "edge",
      version: VERSION,
      pid: process.pid,
      uptime: performance.now() - this.#startedAt,
      pss: pssOfSelf(),
      state: this.#state,
      listen: listenerUrls(this.#options.listeners),
      threads: this.#threadCount,
      connections: zone.connections.total,
      requests: requestTotal(zone),
      queued: sum(zone.gauges("queued")),
      inFlight: sum(zone.gauges("in_flight")),
      endpoints: usable(zone),
      ...(certificates === undefined
        ? {}
        : {
            certificate: {
              mode: certificates.mode,
              names: certificates.entries.flatMap(entry => entry.names),
              expires: certificates.expires,
            },
          }),
    };
  }
}

/** Bytes; 0 where the kernel does not tell. */
function pssOfSelf(): number {
  try {
    const match = /^Pss:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/smaps_rollup", "utf8"));
    return Number(match?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
