// The arbiter decides: it starts, counts, watches and replaces its children, and never sees a client or a request.
import { loadConfig } from "@seatstack/shared/config/load";
import type { Config } from "@seatstack/shared/config/schema";
import type { AppStatus } from "@seatstack/shared/control/protocol";
import { MAX_WORKERS } from "@seatstack/shared/control/request";
import { EXIT, messageOf, SeatstackError } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import type { RunOptions } from "@seatstack/shared/run-options";
import { VERSION } from "@seatstack/shared/version";
import type { ChildFailure, FromChild } from "../ipc.ts";
import { AwakeClock } from "./awake-clock.ts";
import { Crew } from "./crew.ts";
import { CHILD_NAMES, explainDeath, type Exit } from "./death.ts";
import { EventQueue, type ArbiterEvent } from "./events.ts";
import { describe, Family } from "./family.ts";
import { bootVerdict } from "./first-boot.ts";
import { Generations } from "./generations.ts";
import type { LaunchChild } from "./launcher.ts";
import { OverdueCheck } from "./overdue.ts";
import { answerRequest, type Commands } from "./requests.ts";
import type { ArbiterSignal } from "./signals.ts";
import { appStatus } from "./status.ts";
import { Stop, type StopMode } from "./stop.ts";
import { Subscribers } from "./subscribers.ts";
import { WorkerTable, type ChildRecord } from "./worker-table.ts";

export interface ArbiterOptions {
  readonly run: RunOptions;
  readonly config: Config;
  readonly log: Logger;
  readonly launch: LaunchChild;
  /** Bound descriptors for the front, and their names for people. */
  readonly listenFds: readonly number[];
  readonly bind: readonly string[];
  /** Removes the link socket of a worker that is gone. */
  removeSocket(path: string): void;
  /** Once, when every wanted child is ready for the first time. */
  onRunning(): void;
  /** Once, when the stop begins. */
  onStopping(): void;
  /** Once, when the arbiter has no children any more and never will; with what made it fail, if anything. */
  onStopped(failure: SeatstackError | undefined): void;
}

/** Between two checks of deadlines, milliseconds. */
export const TICK = 250;

/**
 * Children are numbered from the time on, so that an arbiter that takes over from a dead one never gives an old number to
 * a new endpoint: routers know endpoints by it. Below 2^31, for tables in shared memory.
 */
function firstChildId(): number {
  return (Math.floor(Date.now() / 100) % 20_000_000) * 100;
}

export class Arbiter implements Commands {
  readonly #options: ArbiterOptions;
  readonly #log: Logger;
  readonly #queue = new EventQueue(
    event => this.#handle(event),
    () => this.#decide(),
  );
  readonly #clock = new AwakeClock(TICK);
  readonly #table = new WorkerTable(firstChildId());
  readonly #family: Family;
  readonly #crew: Crew;
  readonly #overdue = new OverdueCheck(TICK);
  readonly #generations: Generations;
  readonly #failures = new Map<number, ChildFailure>();
  readonly #ticker: NodeJS.Timeout;
  #wakeTimer: NodeJS.Timeout | undefined;
  #running = false;
  #intense = false;
  #stop: Stop | undefined;
  #failure: SeatstackError | undefined;
  #stopped = false;

  /** The endpoint table for everybody who routes. */
  readonly subscribers = new Subscribers();

  constructor(options: ArbiterOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#generations = new Generations(options.config);
    this.#family = new Family({
      table: this.#table,
      paths: options.run.paths,
      log: options.log,
      launch: options.launch,
      now: () => this.#clock.now(),
      listenFds: options.listenFds,
      onMessage: (id, message) => this.push({ type: "message", id, message }),
      onExit: (id, exit) => this.push({ type: "exit", id, exit }),
    });
    this.#crew = new Crew(this.#table, this.#family, Math.random);
    this.#ticker = setInterval(() => this.push({ type: "tick" }), TICK);
  }

  /** The only way in: everything that happens is queued and handled in order. */
  push(event: ArbiterEvent): void {
    if (!this.#stopped) this.#queue.push(event);
  }

  async status(): Promise<AppStatus> {
    const { lastError } = this.#generations;
    const parts = {
      version: VERSION,
      pid: process.pid,
      uptime: Math.round(process.uptime() * 1000),
      state: this.#state(),
      generation: this.#generations.current.number,
      workerClass: this.#app.worker_class,
      target: this.#generations.target,
      restarts: this.#crew.restarts,
      restartsBy: {},
      bind: this.#options.bind,
      ...(lastError === undefined ? {} : { lastError }),
    };
    return appStatus(parts, this.#table.all(), this.#clock.now());
  }

  get #app(): Config["app"] {
    return this.#generations.current.config.app;
  }

  #state(): AppStatus["state"] {
    if (this.#stop) return "stopping";
    if (this.#generations.rolling) return "reloading";
    const ready = this.#table.ofKind("web").some(record => record.state === "ready");
    if (!ready && this.#crew.bootFailures > 0) return "failing";
    return this.#running ? "running" : "starting";
  }

  #handle(event: ArbiterEvent): void {
    switch (event.type) {
      case "signal":
        return this.#onSignal(event.signal);
      case "message":
        return this.#onMessage(event.id, event.message);
      case "exit":
        return this.#onExit(event.id, event.exit);
      case "request":
        return answerRequest(this, event.request, event.client);
      case "orphaned":
        this.#log.warn("the supervisor is gone, stopping");
        return this.stop("graceful");
      case "tick":
        return this.#onTick();
      case "wake":
        return;
      default:
        event satisfies never;
    }
  }

  /** After every batch of events: what is due now, and what everybody must know. */
  #decide(): void {
    clearTimeout(this.#wakeTimer);
    const now = this.#clock.now();
    if (this.#stop) {
      if (this.#stop.proceed(this.#table, this.#family, now)) this.#finish();
    } else {
      const wait = this.#crew.proceed(this.#generations.current, this.#generations.target, now);
      if (wait !== undefined) this.#wakeTimer = setTimeout(() => this.push({ type: "wake" }), wait);
      this.#noteProgress(now);
    }
    this.subscribers.publish(this.#table.endpoints());
  }

  #noteProgress(now: number): void {
    const complete = this.#generations.isComplete(this.#table.ofKind("web"));
    if (complete && this.#generations.rolling) {
      this.#generations.finish();
      this.#log.info({ generation: this.#generations.current.number }, "reload finished: all workers are new");
    }
    if (complete && !this.#running && this.#table.ofKind("front").some(record => record.state === "ready")) {
      this.#running = true;
      this.#log.info({ workers: this.#generations.target, bind: this.#options.bind }, "ready");
      this.#options.onRunning();
    }
    const intense = this.#crew.isIntense(now);
    if (intense && !this.#intense) this.#log.error("too many restarts: starting one per second from now on");
    this.#intense = intense;
  }

  #onSignal(signal: ArbiterSignal): void {
    this.#log.info({ signal }, "signal received");
    switch (signal) {
      case "SIGTERM":
        return this.stop("graceful");
      case "SIGINT":
      case "SIGQUIT":
        return this.stop("quick");
      case "SIGHUP":
        this.reload();
        return;
      case "SIGUSR1":
        return this.reopen();
      case "SIGTTIN":
        this.scale(this.#generations.target + 1);
        return;
      case "SIGTTOU":
        this.scale(this.#generations.target - 1);
        return;
      default:
        signal satisfies never;
    }
  }

  #onMessage(id: number, message: FromChild): void {
    const record = this.#table.get(id);
    if (!record) return;
    this.#overdue.heard(id);
    switch (message.type) {
      case "ready":
        return this.#onReady(record);
      case "stats":
        record.stats = message;
        return;
      case "draining":
        return this.#onDraining(record);
      case "idle":
        record.stoppedAt ??= this.#clock.now();
        record.state = "draining";
        return this.#crew.onIdle(record.generation);
      case "slot":
        return;
      case "failed":
        this.#failures.set(id, message);
        return;
      default:
        message satisfies never;
    }
  }

  #onReady(record: ChildRecord): void {
    if (record.state !== "starting") return;
    record.state = "ready";
    record.readyAt = this.#clock.now();
    this.#crew.onReady(record.kind);
    const took = Math.round(record.readyAt - record.startedAt);
    this.#log.info({ ...describe(record), took }, `${CHILD_NAMES[record.kind]} is ready`);
    if (record.kind === "web") this.#generations.prove(record.generation);
    if (record.kind === "front") this.#feedFront(record);
  }

  /** Somebody else told it to stop, unless we did: its replacement need not wait for its end. */
  #onDraining(record: ChildRecord): void {
    if (record.stoppedAt !== undefined) return;
    record.stoppedAt = this.#clock.now();
    if (record.state !== "killed") record.state = "draining";
    this.#crew.onDraining(record.kind, record.stoppedAt);
  }

  #feedFront(record: ChildRecord): void {
    const unsubscribe = this.subscribers.add(endpoints => {
      if (this.#table.get(record.id)) this.#family.send(record.id, { type: "endpoints", endpoints });
      else unsubscribe();
    });
  }

  #onExit(id: number, exit: Exit): void {
    const record = this.#table.get(id);
    if (!record) return;
    const failure = this.#failures.get(id);
    const death = explainDeath(record, exit, this.#overdue.silence(id) >= this.#app.timeout);
    const told = record.stoppedAt !== undefined;
    const fields = { ...describe(record), code: exit.code, signal: exit.signal };
    if (death.expected) this.#log.info(fields, death.message);
    else this.#log.error({ ...fields, ...(failure ? { reason: failure.message } : {}) }, death.message);
    this.#family.forget(id);
    this.#failures.delete(id);
    this.#overdue.forget(id);
    if (record.path !== "") this.#options.removeSocket(record.path);
    if (!told && !this.#stop) this.#onDeath(record, death.message, failure, death.external);
  }

  #onDeath(record: ChildRecord, message: string, failure: ChildFailure | undefined, external: boolean): void {
    const now = this.#clock.now();
    const ready = record.readyAt !== undefined;
    this.#crew.onDeath(record.kind, { ready, lived: ready ? now - (record.readyAt ?? now) : 0, external }, now);
    if (ready) return;
    this.#generations.lastError = failure ? `${message}: ${failure.message}` : message;
    if (record.kind === "web") this.#rollBack(record.generation);
    if (this.#generations.firstBoot) {
      const verdict = bootVerdict(record.kind, failure, this.#crew.bootFailures, message);
      if (verdict) this.#fail(verdict);
    }
  }

  #rollBack(failed: number): void {
    const back = this.#generations.rollBack(failed);
    if (!back) return;
    const reason = this.#generations.lastError;
    this.#log.level = back.config.log.level;
    this.#log.error({ failed, generation: back.number, reason }, "reload failed: the old generation keeps serving");
  }

  /** Reads the config and rolls the workers; returns what is wrong with the config, if anything. */
  reload(): SeatstackError | undefined {
    if (this.#stop) return new SeatstackError("STOPPING", "the app tier is stopping");
    let config: Config;
    try {
      config = loadConfig(this.#options.run.source);
    } catch (error) {
      const reason = messageOf(error);
      this.#generations.lastError = `the config is broken: ${reason}`;
      this.#log.error({ reason }, "reload failed: the config is broken, the old one stays");
      return error instanceof SeatstackError ? error : new SeatstackError("CONFIG", reason);
    }
    const generation = this.#generations.begin(config);
    this.#log.level = config.log.level;
    this.#crew.forgive();
    this.#log.info({ generation: generation.number }, "reload: replacing the workers one at a time");
    return undefined;
  }

  scale(workers: number): number {
    this.#generations.target = Math.min(MAX_WORKERS, Math.max(1, workers));
    this.#log.info({ workers: this.#generations.target }, "number of workers changed");
    return this.#generations.target;
  }

  reopen(): void {
    this.#family.signal("SIGUSR1");
  }

  #onTick(): void {
    this.#clock.tick();
    const records = this.#table.all();
    for (const { id, reason } of this.#overdue.check(records, this.#app, this.#clock.now())) {
      const record = this.#table.get(id);
      if (record) this.#family.kill(record, reason);
    }
  }

  #fail(failure: SeatstackError): void {
    if (this.#stop) return;
    this.#failure = failure;
    this.stop("quick");
  }

  stop(mode: StopMode): void {
    const now = this.#clock.now();
    if (this.#stop === undefined) {
      this.#log.info({ mode }, "stopping");
      this.#options.onStopping();
      this.#stop = new Stop(mode, now);
    } else if (mode === "quick") {
      this.#stop.hurry(now);
    }
  }

  #finish(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearInterval(this.#ticker);
    clearTimeout(this.#wakeTimer);
    this.#log.info({ exit: this.#failure?.exitCode ?? EXIT.ok }, "stopped");
    this.#options.onStopped(this.#failure);
  }
}
