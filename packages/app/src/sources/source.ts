// The contract of a source: what was actually read, or a typed failure. A failure means "no data", never "closed".
import type { Meeting } from "../queries.ts";

/** A term that the source serves now. */
export interface SourceTerm {
  readonly code: string;
  readonly name: string;
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  /** After it no alert of the term is of use to anyone; null: never. */
  readonly alertsUntil: number | null;
}

/** Counts as published; null where the source says nothing. Negative numbers are the source's way to say "overfull". */
export interface Seats {
  readonly capacity: number | null;
  readonly enrolled: number | null;
  readonly open: number | null;
  /** Of `open`, how many are kept for some students. */
  readonly reservedOpen: number | null;
  readonly waitCapacity: number | null;
  readonly waitCount: number | null;
  readonly permissionNeeded: boolean;
}

export interface SectionReading {
  readonly course: {
    readonly subject: string;
    readonly number: string;
    readonly title: string;
    readonly credits: number | null;
  };
  /** Unique in its course and term. */
  readonly key: string;
  readonly crn: string | null;
  readonly label: string;
  readonly component: string | null;
  readonly campus: string | null;
  readonly instructor: string | null;
  readonly meetings: readonly Meeting[];
  readonly restrictions: string | null;
  readonly linkGroup: string | null;
  readonly cancelled: boolean;
  readonly seats: Seats;
}

export interface SourceFailure {
  readonly kind: "failed";
  /** paused: the source asks us (or everyone) to stay away, for example a login page. */
  readonly reason: "network" | "timeout" | "refused" | "malformed" | "incomplete" | "paused";
  readonly message: string;
  /** What the source asked for by Retry-After. */
  readonly retryAfterMs?: number;
}

export interface SourceReading {
  readonly kind: "read";
  /** Only sections that were in the answer. */
  readonly sections: readonly SectionReading[];
  /** When the source says that its numbers were true. */
  readonly sourceTime: number | null;
}

export interface FetchOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** How a source wants to be treated; the poller obeys. */
export interface Politeness {
  /** Never read a unit more often. */
  readonly minimumIntervalMs: number;
  /** Share of the interval that each wait is spread by, 0.3 is ±30 %. */
  readonly jitter: number;
  /** A fetch that takes longer has failed. */
  readonly timeoutMs: number;
  /** Longest wait after failures in a row. */
  readonly maxBackoffMs: number;
}

export interface Source {
  /** Stable: rows are keyed by it. */
  readonly name: string;
  readonly politeness: Politeness;
  /** Whether seats in excess of the waitlist's length may be taken without joining it. */
  readonly opensBeyondWaitlist: boolean;
  /** The unit of a fetch is a whole term unless an adapter says otherwise. */
  terms(options: FetchOptions): Promise<readonly SourceTerm[]>;
  /** Resolves to a failure instead of rejecting; a rejection is a fault of ours and counts as a failure too. */
  fetch(term: SourceTerm, options: FetchOptions): Promise<SourceReading | SourceFailure>;
}
