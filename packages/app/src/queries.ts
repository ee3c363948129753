// What the pages read. Every function is bounded and takes untrusted text as it came.
import type { Database } from "./db/open.ts";
import type { SeatStatus } from "./db/schema.ts";
import { readCourse, readCourses, readSubjects, readTerm, readTerms } from "./queries/catalog.ts";
import { readEvents, readHistory } from "./queries/history.ts";
import { readFeatured, readSection, searchSections } from "./queries/sections.ts";
import { readSources } from "./queries/sources.ts";

/** Weekly meeting; days are of "MTWRFSU", times "HH:MM" in the campus's own time. */
export interface Meeting {
  readonly days: string;
  readonly start: string;
  readonly end: string;
  readonly place: string | null;
}

export interface TermItem {
  readonly id: number;
  readonly source: string;
  readonly code: string;
  readonly name: string;
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  readonly courses: number;
  readonly sections: number;
  readonly full: number;
}

/** A section with its course, term and live seats: one row of every list and the whole of its own page. */
export interface SectionItem {
  readonly id: number;
  readonly termCode: string;
  readonly termName: string;
  /** Path segment of the course page: `/t/${termCode}/${courseSlug}`. */
  readonly courseSlug: string;
  readonly subject: string;
  readonly number: string;
  readonly title: string;
  readonly credits: number | null;
  readonly crn: string | null;
  readonly label: string;
  readonly component: string | null;
  readonly campus: string | null;
  readonly instructor: string | null;
  readonly meetings: readonly Meeting[];
  readonly restrictions: string | null;
  readonly status: SeatStatus;
  readonly capacity: number | null;
  readonly enrolled: number | null;
  readonly open: number | null;
  readonly reservedOpen: number | null;
  readonly waitCapacity: number | null;
  readonly waitCount: number | null;
  /** Confirmed watches that wait for a seat. */
  readonly watchers: number;
  readonly observedAt: number | null;
  readonly changedAt: number | null;
}

export interface CourseItem {
  readonly id: number;
  readonly termCode: string;
  readonly termName: string;
  readonly slug: string;
  readonly subject: string;
  readonly number: string;
  readonly title: string;
  readonly credits: number | null;
  readonly sections: readonly SectionItem[];
}

export interface HistoryPoint {
  readonly at: number;
  readonly status: SeatStatus;
  readonly capacity: number | null;
  readonly enrolled: number | null;
  readonly open: number | null;
}

export interface SeatEventItem {
  readonly id: number;
  readonly from: SeatStatus;
  readonly to: SeatStatus;
  readonly open: number | null;
  readonly at: number;
}

/** fresh: read within three intervals · stale: not · paused: told to rest, or its readings are in quarantine. */
export interface SourceItem {
  readonly source: string;
  readonly termCode: string;
  readonly termName: string;
  readonly health: "fresh" | "stale" | "paused";
  readonly quarantined: boolean;
  readonly lastSuccessAt: number | null;
  readonly lastAttemptAt: number | null;
  readonly failures: number;
  readonly sections: number;
  readonly intervalMs: number;
}

export interface SubjectItem {
  readonly subject: string;
  readonly courses: number;
}

export interface SearchRequest {
  /** Any of "cs", "CS2500", "cs 2500", "calculus", a whole CRN; every word must match. */
  readonly text: string;
  readonly termCode?: string | undefined;
  /** Only sections with a seat that anyone can take. */
  readonly open?: boolean | undefined;
  /** At most 200; default 50. */
  readonly limit?: number | undefined;
}

export interface SearchResult {
  readonly sections: readonly SectionItem[];
  /** Whether more matched than `limit`. */
  readonly more: boolean;
}

export interface Queries {
  /** Full sections of active terms, most watched and longest waitlist first. At most 50. */
  featured(limit?: number): Promise<readonly SectionItem[]>;
  search(request: SearchRequest): Promise<SearchResult>;
  /** Active terms, the nearest first. */
  terms(): Promise<readonly TermItem[]>;
  term(code: string): Promise<TermItem | undefined>;
  /** Courses of a term without their sections, by subject and number. */
  courses(termCode: string): Promise<readonly Omit<CourseItem, "sections">[]>;
  /** Exact match of subject and number, letter case aside; slug is "CS-2500". */
  course(termCode: string, slug: string): Promise<CourseItem | undefined>;
  section(id: number): Promise<SectionItem | undefined>;
  /** Oldest first, at most `limit` (default and most 500) of the newest. */
  history(sectionId: number, limit?: number): Promise<readonly HistoryPoint[]>;
  /** Newest first. */
  events(sectionId: number, limit?: number): Promise<readonly SeatEventItem[]>;
  sources(): Promise<readonly SourceItem[]>;
  /** Subjects that start with the text, at most 20; all of them (to 200) for an empty text. */
  subjects(text: string): Promise<readonly SubjectItem[]>;
}

/** `intervalMs` is the poll interval that freshness is judged by. */
export interface QueryOptions {
  readonly database: Database;
  readonly intervalMs: number;
  readonly now?: () => number;
}

/** Reads are microseconds on the process's one connection; put a Snapshot before those that every visitor asks for. */
export function createQueries({ database, intervalMs, now = Date.now }: QueryOptions): Queries {
  const db = database.kysely;
  return {
    featured: limit => readFeatured(db, limit),
    search: request => searchSections(db, request),
    terms: () => readTerms(db),
    term: code => readTerm(db, code),
    courses: termCode => readCourses(db, termCode),
    course: (termCode, slug) => readCourse(db, termCode, slug),
    section: id => readSection(db, id),
    history: (sectionId, limit) => readHistory(db, sectionId, limit),
    events: (sectionId, limit) => readEvents(db, sectionId, limit),
    sources: () => readSources(db, intervalMs, now()),
    subjects: text => readSubjects(db, text),
  };
}
