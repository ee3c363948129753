// A section as one row of a table: everything a template needs, made once for each change of the data.
import type { SectionItem } from "../queries.ts";
import { meetingsText, statusWord } from "./words.ts";

export interface Row {
  readonly id: number;
  /** "CS 2500" */
  readonly code: string;
  readonly title: string;
  /** "Lecture 01" */
  readonly name: string;
  /** "Lecture 01 · CRN 12345" */
  readonly label: string;
  /** "CRN 12345 · Main campus" */
  readonly facts: string;
  readonly meets: string;
  readonly instructor: string;
  readonly state: SectionItem["status"];
  readonly word: string;
  /** "3 of 24" */
  readonly seats: string;
  readonly hasBar: boolean;
  /** Share of the seats that are taken, 0 to 100. */
  readonly percent: number;
}

export function toRow(section: SectionItem): Row {
  const crn = section.crn === null ? null : `CRN ${section.crn}`;
  return {
    id: section.id,
    code: courseCode(section),
    title: section.title,
    name: sectionLabel(section),
    label: joined(sectionLabel(section), crn),
    facts: joined(crn, section.campus),
    meets: meetingsText(section.meetings, false),
    instructor: section.instructor ?? "To be announced",
    state: section.status,
    word: statusWord(section.status),
    seats: seatsText(section),
    ...barOf(section),
  };
}

export function courseCode({ subject, number }: Pick<SectionItem, "subject" | "number">): string {
  return `${subject} ${number}`;
}

export function coursePath(termCode: string, slug: string): string {
  return `/t/${encodeURIComponent(termCode)}/${encodeURIComponent(slug)}`;
}

export function termPath(termCode: string): string {
  return `/t/${encodeURIComponent(termCode)}`;
}

/** "Lecture 01"; a label that says so itself is left alone. */
export function sectionLabel({ component, label }: Pick<SectionItem, "component" | "label">): string {
  if (component === null || label.toLowerCase().startsWith(component.toLowerCase())) return label;
  return `${component} ${label}`;
}

/** Registrars publish negative counts for overbooked sections: nobody can take minus two seats. */
export function freeSeats({ open }: Pick<SectionItem, "open">): number | null {
  return open === null ? null : Math.max(0, open);
}

function joined(...parts: readonly (string | null)[]): string {
  return parts.filter(part => part !== null && part !== "").join(" · ");
}

function seatsText(section: SectionItem): string {
  const free = freeSeats(section);
  if (free === null) return "not told";
  return section.capacity === null ? String(free) : `${free} of ${section.capacity}`;
}

/** The bar shows how full a section is, where the source tells enough. */
export function barOf(section: SectionItem): { hasBar: boolean; percent: number } {
  const { capacity } = section;
  const free = freeSeats(section);
  if (capacity === null || capacity <= 0 || free === null) return { hasBar: false, percent: 0 };
  return { hasBar: true, percent: Math.round((100 * Math.max(0, capacity - free)) / capacity) };
}
