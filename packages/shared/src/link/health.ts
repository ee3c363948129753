// Whether a worker's event loop turns: PINGs while requests are in flight, and how long each has been unanswered.

/** Milliseconds. */
export interface HealthOptions {
  /** Between two PINGs on a link with requests in flight; none on an idle one. Default 5. */
  readonly interval: number;
  /** A PING unanswered for longer makes the endpoint second choice. Default 8: a busy loop's turn takes 1 to 5. */
  readonly suspectAfter: number;
  /** Unanswered for longer: no new request until it answers, and captured ones may move. Default 25. */
  readonly stalledAfter: number;
}

export const DEFAULT_HEALTH: HealthOptions = { interval: 5, suspectAfter: 8, stalledAfter: 25 };
