// USR2: a new program beside this one, on the same sockets, until one of the two is told to end. docs/signals.md.
import { messageOf, SeatstackError } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import { notify } from "@seatstack/shared/notify";
import { SUPERVISOR_VARIABLE } from "@seatstack/shared/supervisor-watch";
import type { Controls } from "./controls.ts";
import { packHandover, type Handover } from "./handover.ts";
import type { Listeners } from "./listeners.ts";
import { NO_PEER, type PeerTable } from "./peer.ts";
import { Predecessor } from "./predecessor.ts";
import { thisProgram } from "./program.ts";
import type { Claim } from "./single-instance.ts";
import { Successor } from "./successor.ts";

/** What an upgrade asks of the arbiter. */
export interface Upgradable {
  /** Generation and child numbers for the new program; the arbiter itself uses them no more. */
  handOut(): { readonly generation: number; readonly id: number };
  /** Another arbiter's workers, for this one's routers. */
  setPeer(peer: PeerTable): void;
  /** Workers come back where WINCH let them go. */
  resume(): void;
}

export interface UpgradeOptions {
  readonly arbiter: Upgradable;
  readonly controls: Controls;
  readonly listeners: Listeners;
  readonly claim: Claim;
  readonly log: Logger;
  /** What this program was started with by an older one. */
  readonly handover: Handover | undefined;
  /** The older program is gone. */
  onPromoted(): void;
  /** The newer program is gone, and may have left something behind. */
  onBackedOut(): void;
}

export class Upgrade {
  readonly #options: UpgradeOptions;
  readonly #successor: Successor;
  readonly #predecessor: Predecessor | undefined;

  constructor(options: UpgradeOptions) {
    this.#options = options;
    this.#successor = this.#makeSuccessor();
    this.#predecessor = options.handover && this.#meetPredecessor(options.handover.pid);
  }

  /** Whether another arbiter serves on the same sockets. */
  get another(): boolean {
    return this.#successor.pid !== undefined || this.#waits;
  }

  /** The other arbiter, for the status. */
  get other(): { readonly pid: number; readonly program: "new" | "old" } | undefined {
    const { pid } = this.#successor;
    if (pid !== undefined) return { pid, program: "new" };
    return this.#waits && this.#predecessor ? { pid: this.#predecessor.pid, program: "old" } : undefined;
  }

  /** USR2. Returns why not, if so. */
  begin(): SeatstackError | undefined {
    const refusal = this.#refusal();
    if (refusal === undefined) this.#successor.begin();
    else this.#options.log.warn(`USR2 ignored: ${refusal.message}`);
    return refusal;
  }

  /** Tells the other arbiter of our own workers. */
  publish(table: PeerTable): void {
    this.#successor.publish(table);
    this.#predecessor?.publish(table);
  }

  /** This arbiter serves: from here on it is the one who is asked. */
  onRunning(): void {
    if (!this.#waits) return;
    void this.#openControls().then(() => this.#predecessor?.announce());
  }

  /**
   * systemd must know who goes on before this process, its main one, ends. Of a new program that leaves again it must hear
   * nothing: STOPPING=1 is the whole service's, which systemd would kill after TimeoutStopSec. One that is told to end
   * right after the old one has ended is the main process, even before it has noticed.
   */
  onStopping(): void {
    if (this.#successor.pid !== undefined) notify(`MAINPID=${this.#successor.pid}`);
    else if (this.#predecessor?.ended ?? true) notify("STOPPING=1");
  }

  /** This arbiter ends. */
  leave(): void {
    this.#successor.leave();
    this.#predecessor?.leave();
  }

  get #waits(): boolean {
    return this.#predecessor !== undefined && !this.#predecessor.gone;
  }

  #refusal(): SeatstackError | undefined {
    if (this.#successor.pid !== undefined) {
      return new SeatstackError("UPGRADING", "an upgrade is under way", {
        fix: `Its new program is process ${this.#successor.pid}: end that one or this one first.`,
      });
    }
    if (this.#waits) {
      return new SeatstackError("UPGRADING", "the old program of the last upgrade is still up", {
        fix: `End it first: kill -QUIT ${this.#predecessor?.pid}`,
      });
    }
    if (process.env[SUPERVISOR_VARIABLE] === undefined) return undefined;
    return new SeatstackError("SUPERVISED", "`seatstack up` would take the new program for a stranger", {
      fix: "Restart `seatstack up`, or run the tiers under systemd.",
    });
  }

  #makeSuccessor(): Successor {
    const { arbiter, claim, controls, handover, listeners, log } = this.#options;
    return new Successor({
      program: thisProgram(),
      log,
      pack: () => {
        const { generation, id } = arbiter.handOut();
        const facts = { pid: process.pid, generation, firstId: id, links: (handover?.links ?? 1) + 1 };
        return packHandover(facts, claim.fd, listeners.all);
      },
      events: {
        onTable: table => arbiter.setPeer(table),
        onRunning: () => void controls.close(),
        onExit: () => {
          arbiter.setPeer(NO_PEER);
          arbiter.resume();
          this.#options.onBackedOut();
          void this.#openControls();
        },
      },
    });
  }

  #meetPredecessor(pid: number): Predecessor {
    const { arbiter, log } = this.#options;
    return new Predecessor(pid, {
      onTable: table => arbiter.setPeer(table),
      onGone: () => {
        arbiter.setPeer(NO_PEER);
        log.info({ predecessor: pid }, "upgrade: the old program is gone, this one has taken over");
        void this.#openControls();
        this.#options.onPromoted();
      },
    });
  }

  async #openControls(): Promise<void> {
    try {
      await this.#options.controls.open(true);
    } catch (error) {
      this.#options.log.error({ reason: messageOf(error) }, "upgrade: the control sockets cannot be opened");
    }
  }
}
