// Writes what a reading says of terms, courses and sections; never their seats.
import type { Kysely } from "kysely";
import type { Tables } from "../db/schema.ts";
import type { SectionReading, SourceTerm } from "../sources/source.ts";
import { chunksOf } from "./chunks.ts";
import { detailsOf, readingKey, type StoredSection } from "./stored.ts";

/** A reading with the row that it belongs to. */
export interface PlacedReading {
  readonly reading: SectionReading;
  readonly id: number;
  readonly stored: StoredSection | undefined;
}

/** Adds and updates the terms that a source serves now, and retires its others. */
export async function writeTerms(db: Kysely<Tables>, source: string, terms: readonly SourceTerm[]): Promise<void> {
  for (const term of terms) {
    const columns = {
      name: term.name,
      starts_at: term.startsAt,
      ends_at: term.endsAt,
      alerts_until: term.alertsUntil,
      active: 1 as const,
    };
    await db
      .insertInto("term")
      .values({ source, code: term.code, ...columns })
      .onConflict(conflict => conflict.columns(["source", "code"]).doUpdateSet(columns))
      .execute();
  }
  const codes = terms.map(term => term.code);
  await db
    .updateTable("term")
    .set({ active: 0 })
    .where("source", "=", source)
    .$if(codes.length > 0, query => query.where("code", "not in", codes))
    .execute();
}

/** Inserts new courses and sections, updates changed details, and counts the polls that each absent section has missed. */
export async function writeCatalog(
  db: Kysely<Tables>,
  termId: number,
  readings: readonly SectionReading[],
  stored: ReadonlyMap<string, StoredSection>,
): Promise<readonly PlacedReading[]> {
  const courses = await writeCourses(db, termId, readings);
  const placed: PlacedReading[] = [];
  for (const reading of readings) {
    const known = stored.get(readingKey(reading));
    if (known === undefined) {
      placed.push({ reading, id: await insertSection(db, termId, courses, reading), stored: undefined });
      continue;
    }
    await updateSection(db, known, reading);
    placed.push({ reading, id: known.id, stored: known });
  }
  await countMissing(db, readings, stored);
  return placed;
}

async function writeCourses(
  db: Kysely<Tables>,
  termId: number,
  readings: readonly SectionReading[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.selectFrom("course").selectAll().where("term_id", "=", termId).execute();
  const known = new Map(rows.map(row => [courseKey(row), row]));
  const ids = new Map(rows.map(row => [courseKey(row), row.id]));
  const distinct = new Map(readings.map(({ course }) => [courseKey(course), course]));
  for (const [key, course] of distinct) {
    const row = known.get(key);
    if (row !== undefined && row.title === course.title && row.credits === course.credits) continue;
    ids.set(key, await upsertCourse(db, termId, course));
  }
  return ids;
}

async function upsertCourse(db: Kysely<Tables>, termId: number, course: SectionReading["course"]): Promise<number> {
  const changeable = { title: course.title, credits: course.credits, search: searchText(course) };
  const { id } = await db
    .insertInto("course")
    .values({ term_id: termId, subject: course.subject, number: course.number, ...changeable })
    .onConflict(conflict => conflict.columns(["term_id", "subject", "number"]).doUpdateSet(changeable))
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

function searchText({ subject, number, title }: SectionReading["course"]): string {
  return `${subject} ${number} ${subject}${number} ${subject}-${number} ${title}`.toLowerCase();
}

async function insertSection(
  db: Kysely<Tables>,
  termId: number,
  courses: ReadonlyMap<string, number>,
  reading: SectionReading,
): Promise<number> {
  const courseId = courses.get(courseKey(reading.course));
  if (courseId === undefined) throw new Error(`no course row for section ${reading.key}`);
  const { id } = await db
    .insertInto("section")
    .values({ term_id: termId, course_id: courseId, key: reading.key, missing_polls: 0, ...detailsOf(reading) })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

async function updateSection(db: Kysely<Tables>, known: StoredSection, reading: SectionReading): Promise<void> {
  const details = detailsOf(reading);
  if (known.missingPolls === 0 && JSON.stringify(details) === known.details) return;
  await db
    .updateTable("section")
    .set({ ...details, missing_polls: 0 })
    .where("id", "=", known.id)
    .execute();
}

async function countMissing(
  db: Kysely<Tables>,
  readings: readonly SectionReading[],
  stored: ReadonlyMap<string, StoredSection>,
): Promise<void> {
  const read = new Set(readings.map(readingKey));
  const missing = [...stored].filter(([key]) => !read.has(key)).map(([, section]) => section.id);
  for (const ids of chunksOf(missing)) {
    await db
      .updateTable("section")
      .set(row => ({ missing_polls: row("missing_polls", "+", 1) }))
      .where("id", "in", ids)
      .execute();
  }
}

function courseKey(course: { readonly subject: string; readonly number: string }): string {
  return `${course.subject}\0${course.number}`;
}
