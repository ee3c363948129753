// Search by subject, course, title word or CRN, and the subjects that a search box suggests.
import type { AppResponse } from "@seatstack/appserver/application";
import { CACHE, json } from "../http/answers.ts";
import { parseQuery } from "../http/forms.ts";
import type { Call } from "../http/routes.ts";
import { toRow } from "./rows.ts";
import { type Site, type Tagged, showPage, tagged, whenReady } from "./site.ts";
import { count } from "./words.ts";

const MAX_TEXT = 100;
const MAX_CODE = 40;
const ROWS = 100;

interface SearchInput {
  readonly text: string;
  readonly termCode: string;
  readonly open: boolean;
}

export function searchPage(site: Site): (call: Call) => AppResponse | Promise<AppResponse> {
  return call => {
    const input = readInput(call.query);
    const key = `search ${JSON.stringify(input)}`;
    const page = site.visited.get(key, () => loadSearch(site, input));
    return whenReady(page, page => showPage(site, call, "search.html", page));
  };
}

/** `GET /api/subjects/search?q=`: `{ subjects: [{ subject, courses }] }`. */
export function subjectsApi(site: Site): (call: Call) => Promise<AppResponse> {
  return async call => {
    const text = clean(parseQuery(call.query).get("q"), MAX_TEXT);
    return json({ subjects: await site.queries.subjects(text) }, CACHE.minutes);
  };
}

async function loadSearch(site: Site, { text, termCode, open }: SearchInput): Promise<Tagged<object>> {
  const [found, terms] = await Promise.all([
    site.queries.search({ text, termCode: termCode === "" ? undefined : termCode, open, limit: ROWS }),
    site.queries.terms(),
  ]);
  const number = found.sections.length;
  return tagged(site, {
    here: "search",
    q: text,
    open,
    terms: terms.map(term => ({ code: term.code, name: term.name, chosen: term.code === termCode })),
    heading: text === "" ? (open ? "Open sections" : "All sections") : `Sections for “${text}”`,
    note: found.more ? `The first ${number}; a longer search finds fewer.` : count(number, "section"),
    rows: found.sections.map(toRow),
  });
}

function readInput(query: string): SearchInput {
  const parameters = parseQuery(query);
  return {
    text: clean(parameters.get("q"), MAX_TEXT),
    termCode: clean(parameters.get("term"), MAX_CODE),
    open: parameters.get("open") === "1",
  };
}

/** What people paste: control characters and runs of spaces go, and what is too long is cut. */
function clean(raw: string | null, length: number): string {
  return (raw ?? "")
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, length);
}
