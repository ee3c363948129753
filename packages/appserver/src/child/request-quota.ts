// max_requests: how many requests a worker serves before it asks to be replaced.
import type { Config } from "@seatstack/shared/config/schema";

export class RequestQuota {
  /** Requests. Infinity: no limit. */
  readonly limit: number;
  #told = false;

  /** `random` in [0, 1): gunicorn's jitter, so that workers that started together are not replaced together. */
  constructor(app: Pick<Config["app"], "max_requests" | "max_requests_jitter">, random: () => number) {
    const jitter = Math.floor(random() * (app.max_requests_jitter + 1));
    this.limit = app.max_requests === 0 ? Infinity : app.max_requests + jitter;
  }

  /** True once: at the first call with as many requests as the limit or more. */
  isReached(requests: number): boolean {
    if (this.#told || requests < this.limit) return false;
    this.#told = true;
    return true;
  }
}
