// Numbers, times and meetings as people read them. All text is plain: the templates escape it.
import type { SeatStatus } from "../db/schema.ts";
import type { Meeting } from "../queries.ts";

/** A moment for `<time>`: `iso` for machines, `text` in UTC until the browser shows it in local time. */
export interface Moment {
  readonly iso: string;
  readonly text: string;
}

const STATUS_WORDS: Readonly<Record<SeatStatus, string>> = {
  open: "Open",
  reserved: "Reserved",
  waitlist: "Waitlist",
  permission: "Permission",
  closed: "Full",
  cancelled: "Cancelled",
  unknown: "Unknown",
};
const DAY_NAMES: Readonly<Record<string, string>> = {
  M: "Mon",
  T: "Tue",
  W: "Wed",
  R: "Thu",
  F: "Fri",
  S: "Sat",
  U: "Sun",
};
const DATE = new Intl.DateTimeFormat("en-US", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

export function statusWord(status: SeatStatus): string {
  return STATUS_WORDS[status];
}

export function moment(at: number): Moment {
  const iso = new Date(at).toISOString();
  return { iso, text: `${iso.slice(5, 16).replace("T", " ")} UTC` };
}

export function date(at: number): string {
  return DATE.format(at);
}

/** `count(1, "section")` → "1 section"; regular plurals only. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** "Mon Wed 11:30–12:20, Hall 3" for each meeting; places only where asked for. */
export function meetingsText(meetings: readonly Meeting[], withPlace: boolean): string {
  if (meetings.length === 0) return "No set time";
  return meetings.map(meeting => meetingText(meeting, withPlace)).join(withPlace ? "; " : ", ");
}

function meetingText({ days, start, end, place }: Meeting, withPlace: boolean): string {
  const names = days
    .split("")
    .map(day => DAY_NAMES[day] ?? day)
    .join(" ");
  return `${names} ${start}–${end}${withPlace && place !== null ? `, ${place}` : ""}`;
}

/** Seconds, minutes or hours, for "read every …". */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
