// The old arbiter's side of an upgrade (USR2): the program that it started beside itself, and what follows from its end.
import type { ChildProcess } from "node:child_process";
import { EXIT } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import { spawnProcess } from "@seatstack/shared/spawn";
import { HANDOVER_VARIABLE } from "./handover.ts";
import { isPeerMessage, NO_PEER, TableSender, type PeerMessage, type PeerTable } from "./peer.ts";
import type { Program } from "./program.ts";

export interface SuccessorEvents {
  onTable(table: PeerTable): void;
  /** It serves, and has the control sockets. */
  onRunning(): void;
  /** It ended before this arbiter did: everything stays, or becomes again, as it was. */
  onExit(): void;
}

export interface SuccessorOptions {
  readonly program: Program;
  readonly log: Logger;
  readonly events: SuccessorEvents;
  /** Descriptors and message of the handover, made when it is begun. */
  pack(): { readonly text: string; readonly fds: readonly number[] };
}

/** How it ended; 0 is told to. */
interface Ending {
  readonly code?: number | null;
  readonly signal?: NodeJS.Signals | null;
  readonly reason?: string;
}

export class Successor {
  readonly #options: SuccessorOptions;
  #child: ChildProcess | undefined;
  #table: TableSender | undefined;
  #last: PeerTable = NO_PEER;

  constructor(options: SuccessorOptions) {
    this.#options = options;
  }

  /** Undefined where none is up. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it, unless one is up already. */
  begin(): void {
    const { log, program } = this.#options;
    if (this.#child !== undefined) return log.warn({ successor: this.pid }, "USR2 ignored: an upgrade is under way");
    const { text, fds } = this.#options.pack();
    const child = spawnProcess(program.file, program.args, {
      cwd: program.cwd,
      env: { ...process.env, [HANDOVER_VARIABLE]: text },
      stdio: ["inherit", "inherit", "inherit", "ipc", ...fds],
    });
    this.#child = child;
    this.#table = new TableSender(message => this.#send(message));
    child.on("message", message => {
      if (isPeerMessage(message)) this.#onMessage(message);
    });
    child.once("exit", (code, signal) => this.#onEnd({ code, signal }));
    child.on("error", error => {
      if (child.pid === undefined) this.#onEnd({ reason: error.message });
    });
    if (child.pid !== undefined)
      log.info({ successor: child.pid, program: program.file }, "upgrade: the new program starts");
    this.#table.publish(this.#last);
  }

  /** Tells it of our own workers. */
  publish(table: PeerTable): void {
    this.#last = table;
    this.#table?.publish(table);
  }

  /** This arbiter ends; the new one goes on alone. */
  leave(): void {
    this.#child?.removeAllListeners();
    if (this.#child?.connected) this.#child.disconnect();
    this.#child?.unref();
  }

  #onMessage(message: PeerMessage): void {
    const { events, log } = this.#options;
    if (message.type === "table") return events.onTable(message);
    log.info(
      { successor: this.pid },
      "upgrade: the new program is ready; WINCH and then QUIT end this one, TERM to the new one backs out",
    );
    events.onRunning();
  }

  #onEnd(how: Ending): void {
    if (this.#child === undefined) return;
    const level = how.code === EXIT.ok ? "info" : "error";
    this.#options.log[level](
      { successor: this.#child.pid, ...how },
      "upgrade: the new program ended; this one goes on as before",
    );
    this.#child = undefined;
    this.#table = undefined;
    this.#options.events.onExit();
  }

  #send(message: PeerMessage): void {
    if (this.#child?.connected) this.#child.send(message, () => undefined);
  }
}
