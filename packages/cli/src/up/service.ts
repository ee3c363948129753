// One tier under `up`: its process, started again when it dies, stopped when asked.
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { launchProcess } from "@seatstack/shared/launch";
import { COMMAND_ROLE } from "../roles.ts";
import { RestartPolicy } from "./restart-policy.ts";

export type Tier = "edge" | "app";

export interface ServiceEvents {
  /** Bytes of the tier's standard output or error, as they come. */
  onOutput(tier: Tier, stream: "out" | "err", chunk: Buffer): void;
  /** It ended without being asked; `restartIn` is undefined when it will not be started again. */
  onDeath(tier: Tier, how: string, code: number | null, restartIn: number | undefined): void;
}

/** How long a stopping tier has before it is killed, on top of its own graceful time-out. */
const KILL_MARGIN = 5000;
const LAST_WORDS = 500;

export class Service {
  readonly tier: Tier;
  private readonly args: readonly string[];
  private readonly events: ServiceEvents;
  private readonly policy = new RestartPolicy();
  private child: ChildProcess | undefined;
  private ended: Promise<void> = Promise.resolve();
  private drained: Promise<unknown> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(tier: Tier, args: readonly string[], events: ServiceEvents) {
    this.tier = tier;
    this.args = args;
    this.events = events;
  }

  start(): void {
    const startedAt = performance.now();
    const child = launchProcess(COMMAND_ROLE, {
      args: [this.tier, ...this.args],
      env: { ...process.env, SEATSTACK_SUPERVISOR: String(process.pid) },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: Ctrl-C reaches only `up`, and a kill reaches all that the tier started.
      detached: true,
    });
    this.child = child;
    child.stdout?.on("data", (chunk: Buffer) => this.events.onOutput(this.tier, "out", chunk));
    child.stderr?.on("data", (chunk: Buffer) => this.events.onOutput(this.tier, "err", chunk));
    this.drained = new Promise(resolve => child.once("close", resolve));
    this.ended = new Promise(resolve => {
      child.once("error", error => {
        this.onEnd(error.message, null, startedAt);
        resolve();
      });
      child.once("exit", (code, signal) => {
        this.onEnd(signal === null ? `exit code ${code}` : `signal ${signal}`, code, startedAt);
        resolve();
      });
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** From now on a death is not followed by a start. */
  retire(): void {
    this.stopping = true;
    clearTimeout(this.timer);
  }

  /** TERM, and KILL for the whole group after `grace` ms and a margin. Resolves when the process has ended. */
  async stop(grace: number): Promise<void> {
    this.retire();
    this.signal("SIGTERM");
    const killer = setTimeout(() => this.killGroup(), grace + KILL_MARGIN);
    await this.ended;
    clearTimeout(killer);
    // Its last words may still be in the pipe, which a worker that outlives it for a moment can hold open.
    await Promise.race([this.drained, sleep(LAST_WORDS, undefined, { ref: false })]);
  }

  /** Cuts what is under way; `stop` still tells when the process has ended. */
  stopQuickly(): void {
    this.retire();
    this.signal("SIGINT");
  }

  private killGroup(): void {
    if (this.child?.pid !== undefined) process.kill(-this.child.pid, "SIGKILL");
  }

  private onEnd(how: string, code: number | null, startedAt: number): void {
    this.child = undefined;
    if (this.stopping) return;
    const now = performance.now();
    const delay = this.policy.onDeath(now, now - startedAt);
    if (delay !== undefined) this.timer = setTimeout(() => this.start(), delay);
    this.events.onDeath(this.tier, how, code, delay);
  }
}
