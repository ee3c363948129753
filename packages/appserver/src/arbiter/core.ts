// What the parts of the arbiter share: who exists, which generation is wanted, the clock, and the way to stop.
import type { Config } from "@seatstack/shared/config/schema";
import type { AppStatus } from "@seatstack/shared/control/protocol";
import type { SeatstackError } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import type { RunOptions } from "@seatstack/shared/run-options";
import type { HookCaller } from "../hooks/caller.ts";
import { AwakeClock } from "./awake-clock.ts";
import { Crew } from "./crew.ts";
import type { ArbiterEvent } from "./events.ts";
import { Family } from "./family.ts";
import { Generations } from "./generations.ts";
import type { LaunchChild } from "./launcher.ts";
import { LastDeath } from "./last-death.ts";
import { NO_HOOKS } from "./no-hooks.ts";
import { OomWatch } from "./oom.ts";
import { OverdueCheck } from "./overdue.ts";
import { NO_PEER, type PeerTable } from "./peer.ts";
import { Probe } from "./probe.ts";
import { Recycling } from "./recycling.ts";
import { ReloadWatch } from "./reload-watch.ts";
import { Stop, type StopMode } from "./stop.ts";
import { Subscribers } from "./subscribers.ts";
import { Totals } from "./totals.ts";
import { WorkerTable } from "./worker-table.ts";

export interface ArbiterOptions {
  readonly run: RunOptions;
  readonly config: Config;
  readonly log: Logger;
  readonly launch: LaunchChild;
  /** Default: none. */
  readonly hooks?: HookCaller;
  /** Bound descriptors for the front, and their names for people. */
  readonly listenFds: readonly number[];
  readonly bind: readonly string[];
  /** Removes the link socket of a worker that is gone. */
  removeSocket(path: string): void;
  /** Numbers to go on from, and what is known of the other arbiter, where one started this one (USR2). */
  readonly firstGeneration?: number;
  readonly firstId?: number;
  readonly peer?: PeerTable;
  /** The program at the other end of an upgrade, while there is one. */
  readonly otherProgram?: NonNullable<AppStatus["upgrade"]> | undefined;
  /** USR2: starts a new program; returns why not, if so. */
  upgrade(): SeatstackError | undefined;
  /** HUP has found the settings good. */
  onReload(config: Config): void;
  /** USR1, before the children hear of it. */
  onReopen(config: Config): void;
  /** Our own workers, after every batch of events. */
  onTable(table: PeerTable): void;
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

export class Core {
  readonly options: ArbiterOptions;
  readonly log: Logger;
  readonly clock = new AwakeClock(TICK);
  readonly table: WorkerTable;
  readonly overdue = new OverdueCheck(TICK);
  readonly generations: Generations;
  readonly family: Family;
  readonly crew: Crew;
  readonly hooks: HookCaller;
  readonly probe: Probe;
  readonly recycling: Recycling;
  readonly oom = new OomWatch();
  readonly lastDeath = new LastDeath();
  /** The endpoint table for everybody who routes. */
  readonly subscribers = new Subscribers();
  readonly totals = new Totals();
  readonly reloadWatch = new ReloadWatch();
  /** The only way in: everything that happens is queued and handled in order. */
  readonly push: (event: ArbiterEvent) => void;
  /** Another arbiter's workers, for our routers: both are up during an upgrade. */
  peer: PeerTable;
  /** Whether children may be started. */
  prepared = false;
  /** Whether every wanted child has been ready once. */
  running = false;
  /** The way out, once it has begun. */
  stop: Stop | undefined;
  /** What made the arbiter give up. */
  failure: SeatstackError | undefined;

  constructor(options: ArbiterOptions, push: (event: ArbiterEvent) => void) {
    this.options = options;
    this.log = options.log;
    this.push = push;
    this.hooks = options.hooks ?? NO_HOOKS;
    this.generations = new Generations(options.config, options.firstGeneration);
    this.table = new WorkerTable(Math.max(firstChildId(), options.firstId ?? 0));
    this.peer = options.peer ?? NO_PEER;
    this.probe = new Probe(options.launch, options.run.paths, options.log, path => options.removeSocket(path));
    this.recycling = new Recycling(options.log);
    this.family = new Family({
      table: this.table,
      paths: options.run.paths,
      log: options.log,
      launch: options.launch,
      now: () => this.clock.now(),
      listenFds: () => options.listenFds,
      hooks: this.hooks,
      takesOver: () => options.peer !== undefined && !this.running,
      onMessage: (id, message) => push({ type: "message", id, message }),
      onExit: (id, exit) => push({ type: "exit", id, exit }),
    });
    this.crew = new Crew(this.table, this.family, Math.random);
    this.crew.tasksElsewhere = this.peer.tasks;
  }

  /** Settings of the generation that is wanted. */
  get app(): Config["app"] {
    return this.generations.current.config.app;
  }

  now(): number {
    return this.clock.now();
  }

  setPeer(peer: PeerTable): void {
    this.peer = peer;
    this.crew.tasksElsewhere = peer.tasks;
    this.generations.skipTo(peer.nextGeneration ?? 0);
  }

  beginStop(mode: StopMode): void {
    const now = this.now();
    if (this.stop === undefined) {
      this.log.info({ mode }, "stopping");
      this.options.onStopping();
      this.stop = new Stop(mode, now);
    } else if (mode === "quick") {
      this.stop.hurry(now);
    }
  }

  /** Gives up: ends quickly, with the exit code of `failure`. */
  fail(failure: SeatstackError): void {
    if (this.stop) return;
    this.failure = failure;
    this.beginStop("quick");
  }
}
