// The tables as Kysely types. Times are milliseconds since the epoch, truths are 0 or 1: alike in SQLite and PostgreSQL.
import type { Generated } from "kysely";

/** What a section's reading says about the seats in it. Only `open` is a seat that any student can take. */
export type SeatStatus = "open" | "reserved" | "waitlist" | "permission" | "closed" | "cancelled" | "unknown";

/** pending: not confirmed · armed: fires on the next edge unless latched · fired: had its last alert. */
export type WatchState = "pending" | "armed" | "fired" | "paused" | "cancelled" | "expired";
export type DeliveryState = "queued" | "sent" | "failed" | "skipped";
/** alert: a seat opened · confirm: double opt-in · already: an address asked for a watch that it has. */
export type DeliveryKind = "alert" | "confirm" | "already";
export type TokenPurpose = "confirm" | "unsubscribe";
export type Flag = 0 | 1;

export interface TermTable {
  id: Generated<number>;
  source: string;
  /** The registrar's code, for example 202609; unique within its source. */
  code: string;
  name: string;
  starts_at: number | null;
  ends_at: number | null;
  /** Watches of the term expire then. */
  alerts_until: number | null;
  active: Flag;
}

export interface CourseTable {
  id: Generated<number>;
  term_id: number;
  subject: string;
  number: string;
  title: string;
  credits: number | null;
  /** Lower-case text that a search looks into: "cs 2500 cs2500 fundamentals of …". */
  search: string;
}

export interface SectionTable {
  id: Generated<number>;
  term_id: number;
  course_id: number;
  /** Unique in its course; registrars reuse their indexes across terms. */
  key: string;
  crn: string | null;
  label: string;
  component: string | null;
  campus: string | null;
  instructor: string | null;
  /** JSON of Meeting[]. */
  meetings: string;
  restrictions: string | null;
  /** Sections that must be taken together share it. */
  link_group: string | null;
  cancelled: Flag;
  /** Accepted readings in a row that did not have the section. */
  missing_polls: number;
}

export interface SectionStateTable {
  section_id: number;
  status: SeatStatus;
  capacity: number | null;
  enrolled: number | null;
  open: number | null;
  reserved_open: number | null;
  wait_capacity: number | null;
  wait_count: number | null;
  /** When we read it. */
  observed_at: number;
  /** When the source says it was true, where it says so. */
  source_time: number | null;
  /** When a count or the status last changed. */
  changed_at: number;
  /** When the last snapshot was taken: one is due on change and every hour. */
  snapshot_at: number;
}

export interface SnapshotTable {
  id: Generated<number>;
  section_id: number;
  at: number;
  status: SeatStatus;
  capacity: number | null;
  enrolled: number | null;
  open: number | null;
  wait_count: number | null;
}

export interface ContactTable {
  id: Generated<number>;
  kind: "email";
  /** Normalized; unique within its kind. */
  address: string;
  verified_at: number | null;
  consent_at: number | null;
  revoked_at: number | null;
  bounces: number;
  created_at: number;
}

export interface WatchTable {
  id: Generated<number>;
  contact_id: number;
  section_id: number | null;
  course_id: number | null;
  /** JSON filter over a course's sections; null for a section watch. */
  filter: string | null;
  on_open: Flag;
  on_waitlist: Flag;
  on_close: Flag;
  include_reserved: Flag;
  min_seats: number;
  auto_rearm: Flag;
  /** null: no cap. */
  max_alerts: number | null;
  alerts: number;
  /** JSON of quiet hours; null: none. */
  quiet_hours: string | null;
  state: WatchState;
  /** 1 after an alert (or when made while open) until two readings in a row are of no use to the watch. */
  latch: Flag;
  created_at: number;
  confirmed_at: number | null;
}

export interface SeatEventTable {
  id: Generated<number>;
  section_id: number;
  from_status: SeatStatus;
  to_status: SeatStatus;
  open: number | null;
  observed_at: number;
  /** Section and observation: the same edge written twice is refused. */
  dedupe_key: string;
}

export interface DeliveryTable {
  id: Generated<number>;
  kind: DeliveryKind;
  event_id: number | null;
  watch_id: number | null;
  contact_id: number;
  channel: "email";
  /** Deliveries of one poll to one contact share it and leave as one message; its idempotency key. */
  message_key: string;
  state: DeliveryState;
  attempts: number;
  next_at: number;
  lease_holder: string | null;
  lease_until: number | null;
  sent_at: number | null;
  error: string | null;
  created_at: number;
}

export interface TokenTable {
  id: Generated<number>;
  /** SHA-256 of the token, hex; the token itself is nowhere. */
  hash: string;
  purpose: TokenPurpose;
  contact_id: number;
  /** null: the token is about all watches of the contact. */
  watch_id: number | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

export interface FetchLogTable {
  id: Generated<number>;
  source: string;
  term: string;
  started_at: number;
  duration_ms: number;
  outcome: "accepted" | "quarantined" | "failed";
  sections: number | null;
  changes: number | null;
  events: number | null;
  error: string | null;
}

/** One row per source × term: who polls it. */
export interface PollLeaseTable {
  source: string;
  term: string;
  holder: string;
  expires_at: number;
}

/** One row per source × term: what the poller must remember across restarts and hosts. */
export interface SourceStateTable {
  source: string;
  term: string;
  paused: Flag;
  next_at: number;
  last_attempt_at: number | null;
  last_success_at: number | null;
  failures: number;
  last_error: string | null;
  quarantine_since: number | null;
  quarantine_readings: number;
  /** Hash of the section keys of the quarantined readings. */
  quarantine_hash: string | null;
}

export interface SuppressionTable {
  kind: "email";
  address: string;
  reason: "refused" | "bounced" | "admin";
  created_at: number;
}

export interface Tables {
  term: TermTable;
  course: CourseTable;
  section: SectionTable;
  section_state: SectionStateTable;
  snapshot: SnapshotTable;
  contact: ContactTable;
  watch: WatchTable;
  seat_event: SeatEventTable;
  delivery: DeliveryTable;
  token: TokenTable;
  fetch_log: FetchLogTable;
  poll_lease: PollLeaseTable;
  source_state: SourceStateTable;
  suppression: SuppressionTable;
}
