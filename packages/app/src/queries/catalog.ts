// Terms, courses and subjects.
import { type Kysely, sql } from "kysely";
import type { Tables } from "../db/schema.ts";
import type { CourseItem, SubjectItem, TermItem } from "../queries.ts";
import { likeLiteral } from "./limits.ts";
import { itemOf, sectionQuery } from "./sections.ts";

const MAX_COURSES = 5000;
const MAX_SECTIONS = 500;
const MAX_SUGGESTIONS = 20;
const MAX_SUBJECTS = 200;
/** In a course's slug. */
const MAX_DASHES = 8;

export async function readTerms(db: Kysely<Tables>): Promise<readonly TermItem[]> {
  const rows = await termQuery(db).where("term.active", "=", 1).orderBy("term.starts_at").orderBy("term.id").execute();
  return rows.map(termOf);
}

/** Retired terms are found too: links to them stay good. */
export async function readTerm(db: Kysely<Tables>, code: string): Promise<TermItem | undefined> {
  const row = await termQuery(db).where("term.code", "=", code).orderBy("term.active", "desc").executeTakeFirst();
  return row === undefined ? undefined : termOf(row);
}

export async function readCourses(
  db: Kysely<Tables>,
  termCode: string,
): Promise<readonly Omit<CourseItem, "sections">[]> {
  const rows = await courseQuery(db, termCode)
    .orderBy("course.subject")
    .orderBy("course.number")
    .limit(MAX_COURSES)
    .execute();
  return rows.map(courseOf);
}

export async function readCourse(db: Kysely<Tables>, termCode: string, slug: string): Promise<CourseItem | undefined> {
  const splits = splitsOf(slug);
  if (splits.length === 0) return undefined;
  const row = await courseQuery(db, termCode)
    .where(eb =>
      eb.or(
        splits.map(({ subject, number }) =>
          eb.and([sql<boolean>`upper(course.subject) = ${subject}`, sql<boolean>`upper(course.number) = ${number}`]),
        ),
      ),
    )
    .orderBy("course.id")
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const sections = await sectionQuery(db)
    .where("section.course_id", "=", row.id)
    .orderBy("section.label")
    .orderBy("section.id")
    .limit(MAX_SECTIONS)
    .execute();
  return { ...courseOf(row), sections: sections.map(itemOf) };
}

/** Subjects and numbers may both hold a dash ("ART-H-10", "PHYS-101-L"): every reading of the slug. */
function splitsOf(slug: string): readonly { readonly subject: string; readonly number: string }[] {
  const parts = slug
    .toUpperCase()
    .split("-")
    .slice(0, MAX_DASHES + 2);
  if (parts.length > MAX_DASHES + 1) return [];
  return parts
    .slice(1)
    .map((_, index) => ({ subject: parts.slice(0, index + 1).join("-"), number: parts.slice(index + 1).join("-") }))
    .filter(({ subject, number }) => subject !== "" && number !== "");
}

export async function readSubjects(db: Kysely<Tables>, text: string): Promise<readonly SubjectItem[]> {
  const prefix = text.trim().slice(0, 20).toUpperCase();
  const rows = await db
    .selectFrom("course")
    .innerJoin("term", "term.id", "course.term_id")
    .where("term.active", "=", 1)
    .where(sql<boolean>`upper(course.subject) like ${`${likeLiteral(prefix)}%`} escape '\\'`)
    .select("course.subject")
    .select(sql<number>`count(distinct course.number)`.as("courses"))
    .groupBy("course.subject")
    .orderBy("course.subject")
    .limit(prefix === "" ? MAX_SUBJECTS : MAX_SUGGESTIONS)
    .execute();
  return rows.map(row => ({ subject: row.subject, courses: row.courses }));
}

function termQuery(db: Kysely<Tables>) {
  return db
    .selectFrom("term")
    .select(["term.id", "term.source", "term.code", "term.name", "term.starts_at", "term.ends_at"])
    .select(sql<number>`(select count(*) from course where course.term_id = term.id)`.as("courses"))
    .select(sql<number>`(select count(*) from section where section.term_id = term.id)`.as("sections"))
    .select(
      sql<number>`(select count(*) from section join section_state on section_state.section_id = section.id
        where section.term_id = term.id and section_state.status in ('closed', 'waitlist'))`.as("full"),
    );
}

function termOf(row: Awaited<ReturnType<ReturnType<typeof termQuery>["execute"]>>[number]): TermItem {
  return {
    id: row.id,
    source: row.source,
    code: row.code,
    name: row.name,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    courses: row.courses,
    sections: row.sections,
    full: row.full,
  };
}

function courseQuery(db: Kysely<Tables>, termCode: string) {
  return db
    .selectFrom("course")
    .innerJoin("term", "term.id", "course.term_id")
    .where("term.code", "=", termCode)
    .select(["course.id", "course.subject", "course.number", "course.title", "course.credits"])
    .select(["term.code as term_code", "term.name as term_name"]);
}

function courseOf(
  row: Awaited<ReturnType<ReturnType<typeof courseQuery>["execute"]>>[number],
): Omit<CourseItem, "sections"> {
  return {
    id: row.id,
    termCode: row.term_code,
    termName: row.term_name,
    slug: `${row.subject}-${row.number}`,
    subject: row.subject,
    number: row.number,
    title: row.title,
    credits: row.credits,
  };
}
