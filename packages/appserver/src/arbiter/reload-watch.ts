// Who waits for the end of a reload.
import { SeatstackError } from "@seatstack/shared/errors";
import type { AppStatus } from "@seatstack/shared/control/protocol";

type Waiting = (failure: SeatstackError | undefined) => void;

export class ReloadWatch {
  #waiting: Waiting[] = [];

  /** Resolves at the first `note` that finds no reload under way: with why the old workers stayed, if they did. */
  end(): Promise<SeatstackError | undefined> {
    return new Promise(resolve => this.#waiting.push(resolve));
  }

  /** After each decision of the arbiter; `lastError` is why the reload that ended failed. */
  note(state: AppStatus["state"], lastError: string | undefined): void {
    if (this.#waiting.length === 0 || state === "reloading") return;
    const failure = state === "stopping" ? stopping() : lastError === undefined ? undefined : failed(lastError);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(failure);
  }
}

function stopping(): SeatstackError {
  return new SeatstackError("STOPPING", "the app tier stops before the reload is over");
}

function failed(reason: string): SeatstackError {
  return new SeatstackError("RELOAD_FAILED", `reload failed: ${reason}`, {
    fix: "The old workers keep serving. `seatstack logs` has more; correct it and reload again.",
  });
}
