// When a watch fires: pure functions of two readings and the watch. No time, no database.
import type { SeatStatus } from "../db/schema.ts";
import type { Seats } from "../sources/source.ts";

/** What a watch looks at in a reading. */
export interface Availability {
  readonly status: SeatStatus;
  /** Seats that any student can take, as far as the source tells. */
  readonly open: number | null;
  readonly reservedOpen: number | null;
}

/** The part of a watch that decides what is of use to it; watches with equal wants are decided once. */
export interface Wants {
  readonly onOpen: boolean;
  readonly onWaitlist: boolean;
  readonly includeReserved: boolean;
  readonly minSeats: number;
}

/** Counts that say nothing are `unknown`; negative ones mean full. `cancelled` is the section's, not its seats'. */
export function classify(seats: Seats, cancelled: boolean, opensBeyondWaitlist: boolean): SeatStatus {
  if (cancelled) return "cancelled";
  const open = openSeats(seats);
  if (open === null) return "unknown";
  if (open <= 0) return hasWaitlistRoom(seats) ? "waitlist" : "closed";
  // Free seats belong to those on the waitlist first.
  const waiting = Math.max(0, seats.waitCount ?? 0);
  if (waiting > 0 && !(opensBeyondWaitlist && open > waiting)) return hasWaitlistRoom(seats) ? "waitlist" : "closed";
  if (open - Math.max(0, seats.reservedOpen ?? 0) <= 0) return "reserved";
  return seats.permissionNeeded ? "permission" : "open";
}

/** Published seats, else capacity less enrollment, never below zero; null when the source tells neither. */
export function openSeats(seats: Seats): number | null {
  if (seats.open !== null) return Math.max(0, seats.open);
  if (seats.capacity === null || seats.enrolled === null) return null;
  return Math.max(0, seats.capacity - seats.enrolled);
}

/** Whether the reading holds something that a watch with these wants could act on. */
export function isUsable(wants: Wants, now: Availability): boolean {
  switch (now.status) {
    case "open":
      return wants.onOpen && unreserved(now) >= wants.minSeats;
    case "reserved":
      return wants.onOpen && wants.includeReserved && (now.open ?? 1) >= wants.minSeats;
    case "waitlist":
      return wants.onWaitlist;
    case "permission":
    case "closed":
    case "cancelled":
    case "unknown":
      return false;
    default:
      throw now.status satisfies never;
  }
}

/** "fire": of no use before and of use now · "rearm": of no use twice in a row · "none": everything else. */
export type Verdict = "fire" | "rearm" | "none";

/**
 * `previous` is undefined when there was no reading before: the first one is the baseline.
 * An unknown reading on either side decides nothing; the caller keeps the last known one.
 */
export function judge(wants: Wants, previous: Availability | undefined, current: Availability): Verdict {
  if (previous === undefined || previous.status === "unknown" || current.status === "unknown") return "none";
  const before = isUsable(wants, previous);
  const now = isUsable(wants, current);
  if (now) return before ? "none" : "fire";
  return before ? "none" : "rearm";
}

function unreserved(now: Availability): number {
  // A status of open without a count is one seat at least.
  return now.open === null ? 1 : now.open - Math.max(0, now.reservedOpen ?? 0);
}

function hasWaitlistRoom(seats: Seats): boolean {
  return (seats.waitCapacity ?? 0) > Math.max(0, seats.waitCount ?? 0);
}
