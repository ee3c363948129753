// Sections as pages show them: with course, term, live seats and the number of people who wait.
import { type Kysely, sql } from "kysely";
import type { SeatStatus, Tables } from "../db/schema.ts";
import type { Meeting, SearchRequest, SearchResult, SectionItem } from "../queries.ts";
import { bounded, isId, likeLiteral } from "./limits.ts";

const MAX_FEATURED = 50;
const MAX_SEARCH = 200;
const MAX_WORDS = 6;
const MAX_TEXT = 100;

/** What "full" means on the landing page: nobody can take a seat now, but one may come. */
const FULL: readonly SeatStatus[] = ["closed", "waitlist"];

/** Every list and page of sections starts from this one query. */
export function sectionQuery(db: Kysely<Tables>) {
  return uncountedSectionQuery(db).select(watchers);
}

/** Without the watchers: counting 10,000 of them for each of their 10,000 messages would take longer than sending. */
export function uncountedSectionQuery(db: Kysely<Tables>) {
  return db
    .selectFrom("section")
    .innerJoin("course", "course.id", "section.course_id")
    .innerJoin("term", "term.id", "section.term_id")
    .leftJoin("section_state as state", "state.section_id", "section.id")
    .select(["section.id", "section.crn", "section.label", "section.component", "section.campus"])
    .select(["section.instructor", "section.meetings", "section.restrictions", "section.cancelled"])
    .select(["course.subject", "course.number", "course.title", "course.credits"])
    .select(["term.code as term_code", "term.name as term_name"])
    .select(["state.status", "state.capacity", "state.enrolled", "state.open", "state.reserved_open"])
    .select(["state.wait_capacity", "state.wait_count", "state.observed_at", "state.changed_at"]);
}

/** `watchers` is 0 where it was not counted. */
export type SectionRow = Awaited<ReturnType<ReturnType<typeof uncountedSectionQuery>["execute"]>>[number] & {
  readonly watchers?: number;
};

export function itemOf(row: SectionRow): SectionItem {
  return {
    id: row.id,
    termCode: row.term_code,
    termName: row.term_name,
    courseSlug: `${row.subject}-${row.number}`,
    subject: row.subject,
    number: row.number,
    title: row.title,
    credits: row.credits,
    crn: row.crn,
    label: row.label,
    component: row.component,
    campus: row.campus,
    instructor: row.instructor,
    meetings: JSON.parse(row.meetings) as Meeting[],
    restrictions: row.restrictions,
    status: row.cancelled === 1 ? "cancelled" : (row.status ?? "unknown"),
    capacity: row.capacity,
    enrolled: row.enrolled,
    open: row.open,
    reservedOpen: row.reserved_open,
    waitCapacity: row.wait_capacity,
    waitCount: row.wait_count,
    watchers: row.watchers ?? 0,
    observedAt: row.observed_at,
    changedAt: row.changed_at,
  };
}

export async function readFeatured(db: Kysely<Tables>, limit?: number): Promise<readonly SectionItem[]> {
  const rows = await sectionQuery(db)
    .where("term.active", "=", 1)
    .where("section.cancelled", "=", 0)
    .where("state.status", "in", FULL)
    .orderBy("watchers", "desc")
    .orderBy("state.wait_count", "desc")
    .orderBy("state.enrolled", "desc")
    .orderBy("section.id")
    .limit(bounded(limit, MAX_FEATURED, MAX_FEATURED))
    .execute();
  return rows.map(itemOf);
}

export async function readSection(db: Kysely<Tables>, id: number): Promise<SectionItem | undefined> {
  if (!isId(id)) return undefined;
  const row = await sectionQuery(db).where("section.id", "=", id).executeTakeFirst();
  return row === undefined ? undefined : itemOf(row);
}

export async function searchSections(db: Kysely<Tables>, request: SearchRequest): Promise<SearchResult> {
  const limit = bounded(request.limit, MAX_FEATURED, MAX_SEARCH);
  const words = wordsOf(request.text);
  let query = sectionQuery(db).where("term.active", "=", 1);
  for (const word of words)
    query = query.where(
      sql<boolean>`(course.search like ${`%${likeLiteral(word)}%`} escape '\\' or lower(section.crn) = ${word})`,
    );
  if (request.termCode !== undefined) query = query.where("term.code", "=", request.termCode);
  if (request.open === true) query = query.where("state.status", "=", "open").where("section.cancelled", "=", 0);
  const rows = await query
    .orderBy(sql`case when course.search like ${`${likeLiteral(words.join(" "))}%`} escape '\\' then 0 else 1 end`)
    .orderBy("term.starts_at")
    .orderBy("course.subject")
    .orderBy("course.number")
    .orderBy("section.label")
    .orderBy("section.id")
    .limit(limit + 1)
    .execute();
  return { sections: rows.slice(0, limit).map(itemOf), more: rows.length > limit };
}

/** "CS  2500" is looked for word by word in "cs 2500 cs2500 …"; case and surplus are dropped. */
function wordsOf(text: string): readonly string[] {
  return text
    .slice(0, MAX_TEXT)
    .normalize("NFC")
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(word => word !== "")
    .slice(0, MAX_WORDS);
}

/** Served by the index on (section_id, state, latch). */
function watchers() {
  return sql<number>`(select count(*) from watch where watch.section_id = section.id and watch.state = 'armed')`.as(
    "watchers",
  );
}
