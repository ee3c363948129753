// Ends threads that hang, and says in the log where they hang.
import { condemn } from "@seatstack/shared/link/work-notes";
import type { Config } from "@seatstack/shared/config/schema";
import type { Logger } from "@seatstack/shared/logger";
import { longestSilence } from "../../silence.ts";
import { threadStack } from "./stuck-thread.ts";
import type { AppThread } from "./thread.ts";

/** A thread that does not end within this is inside a native call. Milliseconds. */
const END_LIMIT = 3000;

export class Warden {
  readonly #app: Config["app"];
  readonly #log: Logger;
  readonly #onUnendable: () => void;

  /** `onUnendable`: a thread resists; only the end of the whole process will end it. */
  constructor(app: Config["app"], log: Logger, onUnendable: () => void) {
    this.#app = app;
    this.#log = log;
    this.#onUnendable = onUnendable;
  }

  /** To be called at every poll. `limitBoot`: nobody else waits for the boot of these threads. */
  look(threads: readonly AppThread[], now: number, limitBoot: boolean): void {
    for (const thread of threads) {
      const silent = thread.silentFor(now);
      if (thread.state === "stuck") continue;
      if (silent >= longestSilence(this.#app, thread.state !== "starting"))
        void this.#endStuck(thread, Math.round(silent));
      else if (limitBoot && thread.state === "starting" && now - thread.startedAt > this.#app.boot_timeout) {
        this.#log.error({ thread: thread.slot }, "ending thread: it was not ready within boot_timeout");
        this.end(thread);
      }
    }
  }

  /** Ends it wherever it is. Its exit follows. */
  end(thread: AppThread): void {
    const timer = setTimeout(() => {
      thread.unendable = true;
      const message = "the thread is inside a native call and cannot be ended alone: its worker is replaced";
      this.#log.error({ thread: thread.slot }, message);
      this.#onUnendable();
    }, END_LIMIT);
    void thread.end().finally(() => clearTimeout(timer));
  }

  async #endStuck(thread: AppThread, silent: number): Promise<void> {
    const { slot, threadId } = thread;
    thread.state = "stuck";
    condemn(thread.path);
    const stack = await threadStack(threadId).catch((error: unknown) => [`(no stack: ${String(error)})`]);
    const message = "the event loop of a thread is stuck: this is where; ending the thread";
    this.#log.error({ thread: slot, silent, stack }, message);
    this.end(thread);
  }
}
