// One section: its state, its details, its history, and the form that watches it.
import type { AppResponse } from "@seatstack/appserver/application";
import { CACHE, html, json } from "../http/answers.ts";
import { matches, notModified } from "../http/conditional.ts";
import { notFound } from "../http/faults.ts";
import type { Call } from "../http/routes.ts";
import type { HistoryPoint, SectionItem } from "../queries.ts";
import { type Chart, chartOf } from "./chart.ts";
import { barOf, courseCode, coursePath, freeSeats, sectionLabel, termPath } from "./rows.ts";
import { type Site, type Tagged, parseId, showPage, tagged, whenReady } from "./site.ts";
import { meetingsText, moment, statusWord } from "./words.ts";

const POINTS = 500;

/** What the watch form shows: what was typed, and what was wrong with it. */
export interface FormState {
  readonly email: string;
  /** About the address; shown beside the field. */
  readonly fault: string;
  /** About the whole form; shown above it. */
  readonly notice: string;
}

const EMPTY_FORM: FormState = { email: "", fault: "", notice: "" };
const NO_SUCH_SECTION = "There is no such section. It may have been of an earlier term.";

interface SectionView {
  readonly here: "section";
  readonly section: object;
  readonly links: readonly { href: string; text: string }[];
  readonly chart: Chart | undefined;
  readonly form: FormState;
}

interface Loaded {
  readonly page: Tagged<SectionView>;
  readonly history: Tagged<object>;
}

export function sectionPage(site: Site): (call: Call) => AppResponse | Promise<AppResponse> {
  return call =>
    whenReady(load(site, idOf(call)), loaded => showPage(site, call, "section.html", present(loaded).page));
}

/** `GET /section/:id/history.json`: the section's state and its points, oldest first; times are ISO 8601. */
export function sectionHistory(site: Site): (call: Call) => AppResponse | Promise<AppResponse> {
  return call =>
    whenReady(load(site, idOf(call)), loaded => {
      const { tag, view } = present(loaded).history;
      return matches(call.request, tag) ? notModified(tag) : json(view, CACHE.revalidate, ["etag", tag]);
    });
}

/** The section page again, with what was wrong in the form; nobody else may see what was typed. */
export async function sectionWithForm(site: Site, id: number, status: number, form: FormState): Promise<AppResponse> {
  const { page } = present(await load(site, id));
  return html(status, site.templates.render("section.html", { ...page.view, form }), CACHE.private);
}

function idOf(call: Call): number {
  const id = parseId(call.params["id"]);
  if (id === undefined) throw notFound(NO_SUCH_SECTION);
  return id;
}

function present(loaded: Loaded | undefined): Loaded {
  if (loaded === undefined) throw notFound(NO_SUCH_SECTION);
  return loaded;
}

function load(site: Site, id: number): Loaded | undefined | Promise<Loaded | undefined> {
  return site.visited.get(`section ${id}`, async () => {
    const section = await site.queries.section(id);
    if (section === undefined) return undefined;
    const points = await site.queries.history(id, POINTS);
    const chart = chartOf(points, section.observedAt ?? 0);
    return {
      page: tagged(site, pageView(section, chart)),
      history: tagged(site, historyView(section, points)),
    };
  });
}

function pageView(section: SectionItem, chart: Chart | undefined): SectionView {
  return {
    here: "section",
    section: sectionView(section),
    links: [
      { href: "/terms", text: "Terms" },
      { href: termPath(section.termCode), text: section.termName },
      { href: coursePath(section.termCode, section.courseSlug), text: courseCode(section) },
    ],
    chart,
    form: EMPTY_FORM,
  };
}

function sectionView(section: SectionItem): object {
  const free = freeSeats(section);
  return {
    id: section.id,
    code: courseCode(section),
    title: section.title,
    label: sectionLabel(section),
    term: section.termName,
    state: section.status,
    word: statusWord(section.status),
    isOpen: section.status === "open",
    hasCount: free !== null,
    open: free,
    countText: countText(section),
    ...barOf(section),
    readAt: section.observedAt === null ? undefined : moment(section.observedAt),
    changedAt: section.changedAt === null ? undefined : moment(section.changedAt),
    details: detailsOf(section),
  };
}

function countText(section: SectionItem): string {
  if (freeSeats(section) === null) return "The registrar does not tell how many seats are free.";
  return section.capacity === null ? "free seats" : `of ${section.capacity} seats free`;
}

function detailsOf(section: SectionItem): { name: string; value: string }[] {
  const { reservedOpen } = section;
  const rows: readonly (readonly [string, string | null])[] = [
    ["CRN", section.crn],
    ["Meets", meetingsText(section.meetings, true)],
    ["Instructor", section.instructor ?? "To be announced"],
    ["Campus", section.campus],
    ["Credits", section.credits === null ? null : String(section.credits)],
    ["Enrolled", section.enrolled === null ? null : String(section.enrolled)],
    ["Waitlist", waitlistText(section)],
    [
      "Reserved seats",
      reservedOpen === null || reservedOpen <= 0 ? null : `${reservedOpen} free, only for some students`,
    ],
    ["Restrictions", section.restrictions],
    ["Watched by", section.watchers === 0 ? null : String(section.watchers)],
  ];
  return rows.flatMap(([name, value]) => (value === null || value === "" ? [] : [{ name, value }]));
}

/** Null where there is none, or nothing is told of it. */
function waitlistText({ waitCount, waitCapacity }: SectionItem): string | null {
  if (waitCount === null || (waitCount <= 0 && waitCapacity === 0)) return null;
  return waitCapacity === null ? `${waitCount}` : `${waitCount} of ${waitCapacity}`;
}

function historyView(section: SectionItem, points: readonly HistoryPoint[]): object {
  return {
    id: section.id,
    course: courseCode(section),
    section: section.label,
    term: section.termCode,
    status: section.status,
    capacity: section.capacity,
    enrolled: section.enrolled,
    open: section.open,
    observed_at: iso(section.observedAt),
    changed_at: iso(section.changedAt),
    points: points.map(({ at, status, capacity, enrolled, open }) => ({
      at: iso(at),
      status,
      capacity,
      enrolled,
      open,
    })),
  };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
