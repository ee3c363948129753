// The arbiter's living children: the table's rows joined with their processes.
import type { Config } from "@seatstack/shared/config/schema";
import type { Logger } from "@seatstack/shared/logger";
import { workerSocketPath, type Paths } from "@seatstack/shared/paths";
import type { ChildKind, FromChild, ToChild } from "../ipc.ts";
import { CHILD_NAMES, type Exit } from "./death.ts";
import type { Generation } from "./generations.ts";
import { LISTEN_FD_START, type Child, type LaunchChild } from "./launcher.ts";
import { slotsPerWorker, threadsPerWorker } from "./sizing.ts";
import type { ChildRecord, WorkerTable } from "./worker-table.ts";

export interface FamilyOptions {
  readonly table: WorkerTable;
  readonly paths: Paths;
  readonly log: Logger;
  readonly launch: LaunchChild;
  readonly now: () => number;
  readonly listenFds: readonly number[];
  onMessage(id: number, message: FromChild): void;
  onExit(id: number, exit: Exit): void;
}

/** Frameworks show stacks to clients, and cache no templates, where this is anything else. */
const DEFAULT_ENV = { NODE_ENV: process.env["NODE_ENV"] ?? "production" };

export class Family {
  readonly #options: FamilyOptions;
  readonly #children = new Map<number, Child>();

  constructor(options: FamilyOptions) {
    this.#options = options;
  }

  start(kind: ChildKind, generation: Generation): ChildRecord {
    const { table, paths, log } = this.#options;
    const worker = kind === "web" ? table.freeNumber(generation.number) : 0;
    const record = table.add({
      kind,
      worker,
      generation: generation.number,
      slots: kind === "web" ? slotsPerWorker(generation.config.app) : 0,
      threads: kind === "web" ? threadsPerWorker(generation.config.app) : 0,
      path: kind === "web" ? workerSocketPath(paths, generation.number, worker) : "",
      startedAt: this.#options.now(),
    });
    const child = this.#launch(record, generation.config);
    this.#children.set(record.id, child);
    record.pid = child.pid ?? 0;
    log.info({ ...describe(record), generation: record.generation }, `${CHILD_NAMES[kind]} starts`);
    return record;
  }

  send(id: number, message: ToChild): void {
    this.#children.get(id)?.send(message);
  }

  /** Tells a child to finish what it has. */
  drain(record: ChildRecord): void {
    if (record.stoppedAt !== undefined) return;
    record.state = "draining";
    record.stoppedAt = this.#options.now();
    this.#children.get(record.id)?.kill("SIGTERM");
  }

  /** Tells a child to end at once. */
  quit(record: ChildRecord): void {
    record.stoppedAt ??= this.#options.now();
    record.state = "draining";
    this.#children.get(record.id)?.kill("SIGINT");
  }

  /** Makes sure that a child ends. */
  kill(record: ChildRecord, reason: string): void {
    if (record.state === "killed") return;
    this.#options.log.error(describe(record), `killing ${CHILD_NAMES[record.kind]}: ${reason}`);
    record.state = "killed";
    record.killReason = reason;
    this.#children.get(record.id)?.kill("SIGKILL");
  }

  signal(signal: NodeJS.Signals): void {
    for (const child of this.#children.values()) child.kill(signal);
  }

  /** A child's process is gone. */
  forget(id: number): void {
    this.#children.delete(id);
    this.#options.table.remove(id);
  }

  #launch(record: ChildRecord, config: Config): Child {
    const { paths, listenFds, launch } = this.#options;
    const inherited = record.kind === "front" ? listenFds : [];
    const child = launch(
      record.kind,
      { env: { ...DEFAULT_ENV, ...config.app.env }, listenFds: inherited },
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
      gated: false,
      listenFds: inherited.map((_, index) => LISTEN_FD_START + index),
      config,
      paths,
    });
    return child;
  }
}

/** What a log line says of a child. */
export function describe(record: ChildRecord): { child: number; worker?: number } {
  return { child: record.pid, ...(record.kind === "web" ? { worker: record.worker } : {}) };
}
