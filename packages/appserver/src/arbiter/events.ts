// Everything that can happen to the arbiter, in one queue, handled one after another.
import type { ControlClient } from "@seatstack/shared/control/server";
import type { ControlRequest } from "@seatstack/shared/control/protocol";
import type { FromChild } from "../ipc.ts";
import type { Exit } from "./death.ts";
import type { ArbiterSignal } from "./signals.ts";

export type ArbiterEvent =
  | { readonly type: "signal"; readonly signal: ArbiterSignal }
  | { readonly type: "message"; readonly id: number; readonly message: FromChild }
  | { readonly type: "exit"; readonly id: number; readonly exit: Exit }
  | { readonly type: "request"; readonly request: ControlRequest; readonly client: ControlClient }
  /** The supervisor that started the arbiter is gone. */
  | { readonly type: "orphaned" }
  /** Regular check of deadlines. */
  | { readonly type: "tick" }
  /** Something that was waited for is over: what follows happens in its turn. */
  | { readonly type: "then"; run(): void }
  /** A backoff delay is over: nothing but a new decision. */
  | { readonly type: "wake" };

/**
 * Hands events to `handle` in order, never nested, then calls `decide` once per batch. What one of them throws is a mistake
 * of ours that must not end everybody's parent: it goes to `onFault`, and the loop goes on, as unicorn's does.
 */
export class EventQueue {
  readonly #handle: (event: ArbiterEvent) => void;
  readonly #decide: () => void;
  readonly #onFault: (error: unknown) => void;
  #events: ArbiterEvent[] = [];
  #scheduled = false;

  constructor(handle: (event: ArbiterEvent) => void, decide: () => void, onFault: (error: unknown) => void) {
    this.#handle = handle;
    this.#decide = decide;
    this.#onFault = onFault;
  }

  push(event: ArbiterEvent): void {
    this.#events.push(event);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#drain());
  }

  #drain(): void {
    this.#scheduled = false;
    const events = this.#events;
    this.#events = [];
    for (const event of events) this.#guarded(() => this.#handle(event));
    this.#guarded(this.#decide);
  }

  #guarded(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#onFault(error);
    }
  }
}
