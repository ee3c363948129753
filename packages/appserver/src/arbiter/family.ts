// The arbiter's living children: the table's rows joined with their processes.
import type { Config } from "@seatstack/shared/config/schema";
import type { Logger } from "@seatstack/shared/logger";
import { workerSocketPath, type Paths } from "@seatstack/shared/paths";
import type { HookCaller, WorkerFacts } from "../hooks/caller.ts";
import { HOOK_LIMIT } from "../hooks/caller.ts";
import type { ChildKind, FromChild, ToChild } from "../ipc.ts";
import { CHILD_NAMES, type Exit } from "./death.ts";
import type { Generation } from "./generations.ts";
import { LISTEN_FD_START, type Child, type LaunchChild } from "./launcher.ts";
import { slotsPerWorker, threadsPerWorker } from "./sizing.ts";
import { TaskGaps } from "./task-gaps.ts";
import type { ChildRecord, WorkerTable } from "./worker-table.ts";

export interface FamilyOptions {
  readonly table: WorkerTable;
  readonly paths: Paths;
  readonly log: Logger;
  readonly launch: LaunchChild;
  readonly now: () => number;
  /** The sockets of `bind` as they are now. */
  readonly listenFds: () => readonly number[];
  readonly hooks: HookCaller;
  /** Whether an older program serves meanwhile (USR2): what fails must not take its place. */
  readonly takesOver: () => boolean;
  onMessage(id: number, message: FromChild): void;
  onExit(id: number, exit: Exit): void;
}

/** Frameworks show stacks to clients, and cache no templates, where this is anything else. */
const DEFAULT_ENV = { NODE_ENV: process.env["NODE_ENV"] ?? "production" };

/** Environment variables that every process with the app in it has beside the arbiter's own. */
export function appEnvironment(config: Config): Record<string, string> {
  return { ...DEFAULT_ENV, ...config.app.env };
}

export class Family {
  readonly #options: FamilyOptions;
  readonly #children = new Map<number, Child>();
  /** Those whose pre_fork runs still. */
  readonly #unborn = new Set<number>();
  readonly #gaps = new TaskGaps();

  constructor(options: FamilyOptions) {
    this.#options = options;
  }

  /** `number` is that of a task worker; a web worker takes the first that is free. */
  start(kind: ChildKind, generation: Generation, number = 0): ChildRecord {
    const { table, paths, log } = this.#options;
    const worker = kind === "web" ? table.freeNumber(generation.number) : number;
    const record = table.add({
      kind,
      worker,
      generation: generation.number,
      slots: kind === "web" ? slotsPerWorker(generation.config.app) : 0,
      threads: kind === "web" ? threadsPerWorker(generation.config.app) : 0,
      path: kind === "web" ? workerSocketPath(paths, generation.number, worker) : "",
      startedAt: this.#options.now(),
    });
    const replaces = this.#options.takesOver() || table.ofKind("web").some(other => mayStay(other, record));
    const gated = kind === "web" && replaces;
    record.held = kind === "task" && table.ofKind("task").some(other => other.generation !== record.generation);
    this.#afterPreFork(record, () => {
      const child = this.#launch(record, generation.config, gated);
      this.#children.set(record.id, child);
      record.pid = child.pid ?? 0;
      log.info({ ...describe(record), generation: record.generation }, `${CHILD_NAMES[kind]} starts`);
    });
    return record;
  }

  /** At once where no pre_fork hook is known. What was told to end meanwhile is never launched. */
  #afterPreFork(record: ChildRecord, launch: () => void): void {
    const { hooks } = this.#options;
    const { kind } = record;
    // Not for a task worker: many apps have no task, and theirs only finds that out and leaves.
    if (kind !== "web" || !hooks.has("pre_fork")) return launch();
    this.#unborn.add(record.id);
    void this.#preFork(record, launch);
  }

  async #preFork(record: ChildRecord, launch: () => void): Promise<void> {
    await this.#options.hooks.callAndWait("pre_fork", HOOK_LIMIT, factsOf(record, "web"));
    if (!this.#unborn.delete(record.id)) return;
    record.startedAt = this.#options.now();
    launch();
  }

  #tell(record: ChildRecord, signal: NodeJS.Signals): void {
    if (this.#unborn.delete(record.id)) this.#options.onExit(record.id, { code: 0, signal: null });
    else this.#children.get(record.id)?.kill(signal);
  }

  send(id: number, message: ToChild): void {
    this.#children.get(id)?.send(message);
  }

  /** The tasks of a held task worker may begin. */
  release(record: ChildRecord): void {
    if (!record.held) return;
    record.held = false;
    this.send(record.id, { type: "go", since: this.#gaps.since(record.worker) });
  }

  /** Tells a child to finish what it has. */
  drain(record: ChildRecord): void {
    if (record.stoppedAt !== undefined) return;
    record.state = "draining";
    record.stoppedAt = this.#options.now();
    this.#gaps.drains(record);
    this.#tell(record, "SIGTERM");
  }

  /** Tells a child to end at once. */
  quit(record: ChildRecord): void {
    record.stoppedAt ??= this.#options.now();
    record.state = "draining";
    this.#tell(record, "SIGINT");
  }

  /** Makes sure that a child ends. */
  kill(record: ChildRecord, reason: string): void {
    if (record.state === "killed") return;
    this.#options.log.error(describe(record), `killing ${CHILD_NAMES[record.kind]}: ${reason}`);
    record.state = "killed";
    record.killReason = reason;
    this.#tell(record, "SIGKILL");
  }

  signal(signal: NodeJS.Signals): void {
    for (const child of this.#children.values()) child.kill(signal);
  }

  /** A child's process is gone. */
  forget(id: number): void {
    const record = this.#options.table.get(id);
    if (record !== undefined) this.#gaps.gone(record);
    this.#children.delete(id);
    this.#options.table.remove(id);
  }

  #launch(record: ChildRecord, config: Config, gated: boolean): Child {
    const { paths, listenFds, launch } = this.#options;
    const inherited = record.kind === "front" ? listenFds() : [];
    const child = launch(
      record.kind,
      { env: appEnvironment(config), cwd: config.app.chdir, listenFds: inherited },
      {
        onMessage: message => this.#options.onMessage(record.id, message),
        onExit: exit => this.#options.onExit(record.id, exit),
      },
    );
    child.send({
      type: "boot",
      kind: record.kind,
      worker: record.worker,
      generation: record.generation,
      arbiter: process.pid,
      socket: record.path,
      slots: record.slots,
      threads: record.threads,
      gated,
      held: record.held,
      since: record.kind === "task" ? this.#gaps.since(record.worker) : 0,
      listenFds: inherited.map((_, index) => LISTEN_FD_START + index),
      config,
      paths,
    });
    return child;
  }
}

/** Whether `other` serves, and would go on where `record` fails its own request: a reload, or a worker that is recycled. */
function mayStay(other: ChildRecord, record: ChildRecord): boolean {
  return other.state === "ready" && (other.generation !== record.generation || other.recycle !== undefined);
}

/** A worker as hooks are told of it. */
export function factsOf(record: ChildRecord, kind: "web" | "task"): WorkerFacts {
  return { kind, pid: record.pid, worker: record.worker, generation: record.generation, thread: 0 };
}

/** What a log line says of a child. */
export function describe(record: ChildRecord): { child: number; worker?: number } {
  return { child: record.pid, ...(record.kind === "front" ? {} : { worker: record.worker }) };
}
