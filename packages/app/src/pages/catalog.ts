// Terms, the courses of a term, and the sections of a course with their live seats.
import type { AppResponse } from "@seatstack/appserver/application";
import { notFound } from "../http/faults.ts";
import type { Call } from "../http/routes.ts";
import type { CourseItem, TermItem } from "../queries.ts";
import { courseCode, coursePath, termPath, toRow } from "./rows.ts";
import { type Site, type Tagged, showPage, tagged, whenReady } from "./site.ts";
import { count, date } from "./words.ts";

type Answer = AppResponse | Promise<AppResponse>;

export function termsPage(site: Site): (call: Call) => Answer {
  const load = async (): Promise<Tagged<object>> =>
    tagged(site, { here: "terms", terms: (await site.queries.terms()).map(termCard) });
  return call => whenReady(site.shared.get("terms", load), page => showPage(site, call, "terms.html", page));
}

export function termPage(site: Site): (call: Call) => Answer {
  return call => {
    const code = call.params["term"] ?? "";
    const page = site.visited.get(`term ${code}`, () => loadTerm(site, code));
    return whenReady(page, page => showPage(site, call, "term.html", found(page, "There is no such term.")));
  };
}

export function coursePage(site: Site): (call: Call) => Answer {
  return call => {
    const code = call.params["term"] ?? "";
    const slug = call.params["course"] ?? "";
    const page = site.visited.get(`course ${JSON.stringify([code, slug])}`, () => loadCourse(site, code, slug));
    return whenReady(page, page => showPage(site, call, "course.html", found(page, "There is no such course.")));
  };
}

async function loadTerm(site: Site, code: string): Promise<Tagged<object> | undefined> {
  const term = await site.queries.term(code);
  if (term === undefined) return undefined;
  const courses = await site.queries.courses(code);
  const subjects = [...Map.groupBy(courses, course => course.subject)];
  return tagged(site, {
    here: "terms",
    term: termCard(term),
    links: [{ href: "/terms", text: "Terms" }],
    subjects: subjects.map(([name, courses]) => ({ name, courses: courses.map(courseCard) })),
  });
}

async function loadCourse(site: Site, code: string, slug: string): Promise<Tagged<object> | undefined> {
  const course = await site.queries.course(code, slug);
  if (course === undefined) return undefined;
  const credits = course.credits === null ? "" : ` · ${count(course.credits, "credit")}`;
  return tagged(site, {
    here: "terms",
    course: {
      code: courseCode(course),
      title: course.title,
      term: course.termName,
      facts: `${course.termName} · ${count(course.sections.length, "section")}${credits}`,
    },
    links: [
      { href: "/terms", text: "Terms" },
      { href: termPath(course.termCode), text: course.termName },
    ],
    rows: course.sections.map(toRow),
  });
}

function termCard(term: TermItem): { href: string; name: string; summary: string; dates: string } {
  const { startsAt, endsAt } = term;
  return {
    href: termPath(term.code),
    name: term.name,
    summary: `${count(term.courses, "course")} · ${count(term.sections, "section")} · ${term.full} full`,
    dates: startsAt === null || endsAt === null ? "" : `${date(startsAt)} to ${date(endsAt)}`,
  };
}

function courseCard(course: Omit<CourseItem, "sections">): { href: string; code: string; title: string } {
  return { href: coursePath(course.termCode, course.slug), code: courseCode(course), title: course.title };
}

function found<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw notFound(message);
  return value;
}
