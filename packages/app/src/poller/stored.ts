// What the database knows of a term's sections before a reading is applied.
import type { Kysely } from "kysely";
import type { Availability } from "../alerts/rules.ts";
import type { SeatStatus, Tables } from "../db/schema.ts";
import type { SectionReading } from "../sources/source.ts";

export interface StoredSection {
  readonly id: number;
  readonly courseId: number;
  readonly missingPolls: number;
  /** The details that a reading may change, in one string: unequal means write. */
  readonly details: string;
  /** undefined until a first reading told its seats. */
  readonly state: StoredState | undefined;
}

export interface StoredState extends Availability {
  readonly capacity: number | null;
  readonly enrolled: number | null;
  readonly waitCapacity: number | null;
  readonly waitCount: number | null;
  readonly snapshotAt: number;
}

/** A section within its term. NUL cannot be in a subject. */
export function keyOf(subject: string, number: string, key: string): string {
  return `${subject}\0${number}\0${key}`;
}

export function readingKey(reading: SectionReading): string {
  return keyOf(reading.course.subject, reading.course.number, reading.key);
}

/** The columns of `section` that a reading decides. */
export function detailsOf(reading: SectionReading) {
  return {
    crn: reading.crn,
    label: reading.label,
    component: reading.component,
    campus: reading.campus,
    instructor: reading.instructor,
    meetings: JSON.stringify(reading.meetings),
    restrictions: reading.restrictions,
    link_group: reading.linkGroup,
    cancelled: reading.cancelled ? (1 as const) : (0 as const),
  };
}

export async function readStored(db: Kysely<Tables>, termId: number): Promise<ReadonlyMap<string, StoredSection>> {
  const rows = await storedRows(db, termId);
  return new Map(
    rows.map(row => [
      keyOf(row.subject, row.number, row.key),
      {
        id: row.id,
        courseId: row.course_id,
        missingPolls: row.missing_polls,
        details: JSON.stringify({
          crn: row.crn,
          label: row.label,
          component: row.component,
          campus: row.campus,
          instructor: row.instructor,
          meetings: row.meetings,
          restrictions: row.restrictions,
          link_group: row.link_group,
          cancelled: row.cancelled,
        }),
        state: stateOf(row),
      },
    ]),
  );
}

function storedRows(db: Kysely<Tables>, termId: number) {
  return db
    .selectFrom("section")
    .innerJoin("course", "course.id", "section.course_id")
    .leftJoin("section_state as state", "state.section_id", "section.id")
    .where("section.term_id", "=", termId)
    .select(["section.id", "section.course_id", "section.key", "section.missing_polls", "section.crn"])
    .select(["section.label", "section.component", "section.campus", "section.instructor", "section.meetings"])
    .select(["section.restrictions", "section.link_group", "section.cancelled", "course.subject", "course.number"])
    .select(["state.status", "state.capacity", "state.enrolled", "state.open", "state.reserved_open"])
    .select(["state.wait_capacity", "state.wait_count", "state.snapshot_at"])
    .execute();
}

interface StateColumns {
  readonly status: SeatStatus | null;
  readonly capacity: number | null;
  readonly enrolled: number | null;
  readonly open: number | null;
  readonly reserved_open: number | null;
  readonly wait_capacity: number | null;
  readonly wait_count: number | null;
  readonly snapshot_at: number | null;
}

function stateOf(row: StateColumns): StoredState | undefined {
  if (row.status === null) return undefined;
  return {
    status: row.status,
    capacity: row.capacity,
    enrolled: row.enrolled,
    open: row.open,
    reservedOpen: row.reserved_open,
    waitCapacity: row.wait_capacity,
    waitCount: row.wait_count,
    snapshotAt: row.snapshot_at ?? 0,
  };
}
