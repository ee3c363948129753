// The arbiter decides: it starts, counts, watches and replaces its children, and never sees a client or a request.
import { EXIT } from "@seatstack/shared/errors";
import { HOOK_LIMIT } from "../hooks/caller.ts";
import { CoreCommands } from "./commands.ts";
import { Core, TICK, type ArbiterOptions } from "./core.ts";
import { Deaths } from "./deaths.ts";
import { EventQueue, type ArbiterEvent } from "./events.ts";
import { FileReload } from "./file-reload.ts";
import { ForeignChildren } from "./foreign-children.ts";
import { MemoryWatch } from "./memory.ts";
import { Messages } from "./messages.ts";
import type { PeerTable } from "./peer.ts";
import { actOnSignal } from "./on-signal.ts";
import { Progress } from "./progress.ts";
import { Reloads } from "./reloads.ts";
import { answerRequest, type Commands } from "./requests.ts";
import { Startup } from "./startup.ts";
import { QUICK_LIMIT } from "./stop.ts";

/** More children than one arbiter starts while another is up beside it. */
const ID_GAP = 1_000_000;

export class Arbiter {
  readonly #core: Core;
  readonly #queue = new EventQueue(
    event => this.#handle(event),
    () => this.#decide(),
    error => this.#core.log.error({ err: error }, "a mistake in the arbiter: it goes on with what comes next"),
  );
  readonly #startup: Startup;
  readonly #deaths: Deaths;
  readonly #messages: Messages;
  readonly #progress: Progress;
  readonly #foreign: ForeignChildren;
  readonly #memory: MemoryWatch;
  readonly #files: FileReload;
  readonly #ticker: NodeJS.Timeout;
  #wakeTimer: NodeJS.Timeout | undefined;
  #stopped = false;

  readonly commands: Commands;

  constructor(options: ArbiterOptions) {
    this.#core = new Core(options, event => this.push(event));
    this.#startup = new Startup(this.#core);
    const reloads = new Reloads(this.#core);
    this.#deaths = new Deaths(this.#core, reloads);
    this.#messages = new Messages(this.#core, this.#deaths);
    this.#progress = new Progress(this.#core, reloads);
    this.commands = new CoreCommands(this.#core, reloads, this.#progress);
    this.#foreign = new ForeignChildren(this.#core.log);
    this.#memory = new MemoryWatch(this.#core);
    this.#files = new FileReload(this.#core, reloads);
    this.#ticker = setInterval(() => this.push({ type: "tick" }), TICK);
  }

  /** The only way in: everything that happens is queued and handled in order. */
  push(event: ArbiterEvent): void {
    if (!this.#stopped) this.#queue.push(event);
    else if (isHurry(event)) void this.#core.hooks.close();
  }

  /** Generation and child numbers where another arbiter goes on (USR2); this one does not use them any more. */
  handOut(): { readonly generation: number; readonly id: number } {
    const { generations, table } = this.#core;
    const generation = generations.nextNumber;
    generations.skipTo(generation + 1);
    return { generation, id: table.nextId + ID_GAP };
  }

  /** Another arbiter's workers, for our routers. */
  setPeer(peer: PeerTable): void {
    this.push({ type: "then", run: () => this.#core.setPeer(peer) });
  }

  /** The workers that WINCH let go come back. */
  resume(): void {
    this.push({ type: "then", run: () => this.#core.generations.resume() });
  }

  /** The sockets of `bind` are others. */
  renewFront(): void {
    this.push({ type: "then", run: () => this.#core.crew.renewFront() });
  }

  #handle(event: ArbiterEvent): void {
    switch (event.type) {
      case "signal":
        this.#core.log.info({ signal: event.signal }, "signal received");
        return actOnSignal(this.commands, event.signal);
      case "message":
        return this.#messages.onMessage(event.id, event.message);
      case "exit":
        return this.#deaths.onExit(event.id, event.exit);
      case "request":
        return answerRequest(this.commands, event.request, event.client);
      case "orphaned":
        this.#core.log.warn("the supervisor is gone, stopping");
        return this.#core.beginStop("graceful");
      case "tick":
        return this.#onTick();
      case "then":
        return event.run();
      case "wake":
        return;
      default:
        event satisfies never;
    }
  }

  /** After every batch of events: what is due now, and what everybody must know. */
  #decide(): void {
    const { crew, family, generations, options, peer, stop, subscribers, table } = this.#core;
    clearTimeout(this.#wakeTimer);
    const now = this.#core.now();
    if (stop) {
      if (stop.proceed(table, family, now)) this.#finish();
    } else if (!this.#core.prepared) {
      this.#startup.begin();
    } else {
      this.#files.follow();
      const wait = crew.proceed(generations.current, generations.target, now);
      if (wait !== undefined) this.#wakeTimer = setTimeout(() => this.push({ type: "wake" }), wait);
      this.#progress.note(now);
    }
    this.#core.reloadWatch.note(generations.stuck ? "failing" : this.#progress.state, generations.lastError);
    const endpoints = table.endpoints();
    subscribers.publish([...endpoints, ...peer.endpoints]);
    const { nextNumber: nextGeneration } = generations;
    options.onTable({ endpoints, tasks: table.ofKind("task").length > 0, nextGeneration });
  }

  #onTick(): void {
    const { app, clock, crew, overdue, table } = this.#core;
    clock.tick();
    for (const { id, reason } of overdue.check(table.all(), app, clock.now())) {
      const record = table.get(id);
      if (record) crew.kill(record, reason, clock.now());
    }
  }

  #finish(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearInterval(this.#ticker);
    clearTimeout(this.#wakeTimer);
    this.#foreign.close();
    this.#memory.close();
    this.#files.close();
    void this.#leave();
  }

  /** After the children what runs beside them. A hook that hangs delays a quick stop by a second at most. */
  async #leave(): Promise<void> {
    const { failure, hooks, log, options, probe, running, stop } = this.#core;
    await probe.end();
    // Where nothing ever ran the hooks may be what hangs: they load the app too.
    await hooks.callAndWait("on_exit", running && stop?.mode !== "quick" ? HOOK_LIMIT : QUICK_LIMIT);
    await hooks.close();
    log.info({ exit: failure?.exitCode ?? EXIT.ok }, "stopped");
    options.onStopped(failure);
  }
}

/** INT or QUIT while only on_exit is waited for: it is given up. */
function isHurry(event: ArbiterEvent): boolean {
  return event.type === "signal" && (event.signal === "SIGINT" || event.signal === "SIGQUIT");
}
