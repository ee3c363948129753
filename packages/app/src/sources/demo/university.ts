// Which courses a term of the simulated university offers, and in which sections: a function of seed and term alone.
import type { Meeting } from "../../queries.ts";
import { BUILDINGS, CATALOG, type CatalogCourse, INSTRUCTORS, LAB_SLOTS, LECTURE_SLOTS } from "./catalog.ts";
import { between, hash, pick } from "./hash.ts";

/** Everything of a section that does not move. */
export interface DemoSection {
  readonly course: CatalogCourse;
  readonly key: string;
  readonly crn: string;
  readonly label: string;
  readonly component: "Lecture" | "Lab";
  readonly campus: string;
  readonly instructor: string;
  readonly meetings: readonly Meeting[];
  readonly linkGroup: string | null;
  readonly capacity: number;
  /** Hash that its seats are derived from. */
  readonly seed: number;
}

/** Spring is small; any two terms in a row come to about 60 offerings and 200 sections. */
export function offer(seed: number, termCode: string): readonly DemoSection[] {
  const share = termCode.endsWith("05") ? 45 : 70;
  const sections = CATALOG.filter(
    course => hash(seed, termCode, course.subject, course.number, "offered") % 100 < share,
  ).flatMap(course => sectionsOf(seed, termCode, course));
  return withUniqueCrns(sections);
}

function sectionsOf(seed: number, termCode: string, course: CatalogCourse): readonly DemoSection[] {
  const id = `${seed}/${termCode}/${course.subject}/${course.number}`;
  const lectures = between(1, Number(course.number) < 2000 ? 5 : 3, id, "lectures");
  const sections: DemoSection[] = [];
  for (let i = 1; i <= lectures; i += 1) {
    sections.push(lecture(id, course, i));
    if (course.lab === true) sections.push(lab(id, course, i));
  }
  return sections;
}

function lecture(id: string, course: CatalogCourse, i: number): DemoSection {
  const number = String(i).padStart(2, "0");
  return section(id, course, {
    number,
    component: "Lecture",
    slot: pick(LECTURE_SLOTS, id, number, "slot"),
    capacity: pick([24, 30, 35, 48, 60, 90, 120], id, number, "capacity"),
    linkGroup: course.lab === true ? `G${i}` : null,
  });
}

function lab(id: string, course: CatalogCourse, i: number): DemoSection {
  const number = `L${i}`;
  return section(id, course, {
    number,
    component: "Lab",
    slot: pick(LAB_SLOTS, id, number, "slot"),
    capacity: pick([12, 16, 20, 24], id, number, "capacity"),
    linkGroup: `G${i}`,
  });
}

interface Shape {
  readonly number: string;
  readonly component: "Lecture" | "Lab";
  readonly slot: readonly [string, string, string];
  readonly capacity: number;
  readonly linkGroup: string | null;
}

function section(id: string, course: CatalogCourse, shape: Shape): DemoSection {
  const [days, start, end] = shape.slot;
  const room = between(101, 420, id, shape.number, "room");
  return {
    course,
    key: shape.number,
    crn: String(between(10_000, 69_999, id, shape.number, "crn")),
    label: shape.number,
    component: shape.component,
    campus: hash(id, shape.number, "campus") % 8 === 0 ? "Online" : "Main",
    instructor: pick(INSTRUCTORS, id, shape.number, "instructor"),
    meetings: [{ days, start, end, place: `${pick(BUILDINGS, id, shape.number, "building")} ${room}` }],
    linkGroup: shape.linkGroup,
    capacity: shape.capacity,
    seed: hash(id, shape.number, "seats"),
  };
}

/** Two sections that drew one CRN: the later one takes the next free number. */
function withUniqueCrns(sections: readonly DemoSection[]): readonly DemoSection[] {
  const taken = new Set<string>();
  return sections.map(section => {
    let crn = Number(section.crn);
    while (taken.has(String(crn))) crn += 1;
    taken.add(String(crn));
    return { ...section, crn: String(crn) };
  });
}
