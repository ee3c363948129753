// The embedded source: a simulated university, so that the first run shows a living site.
import type { FetchOptions, Politeness, SectionReading, Source, SourceReading, SourceTerm } from "../source.ts";
import { seatsAt } from "./seats.ts";
import { demoTerms } from "./terms.ts";
import { type DemoSection, offer } from "./university.ts";

/** It is in our own memory: nobody to be polite to beyond the operator's `poll_interval`. */
const POLITENESS: Politeness = { minimumIntervalMs: 100, jitter: 0, timeoutMs: 5000, maxBackoffMs: 60_000 };

export class DemoSource implements Source {
  readonly name = "demo";
  readonly politeness = POLITENESS;
  readonly opensBeyondWaitlist = false;
  readonly #seed: number;
  readonly #offers = new Map<string, readonly DemoSection[]>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  terms({ now }: FetchOptions): Promise<readonly SourceTerm[]> {
    return Promise.resolve(demoTerms(now));
  }

  fetch(term: SourceTerm, { now }: FetchOptions): Promise<SourceReading> {
    const sections = this.#offer(term.code).map(section => readingOf(section, now));
    return Promise.resolve({ kind: "read", sections, sourceTime: now });
  }

  #offer(termCode: string): readonly DemoSection[] {
    const known = this.#offers.get(termCode);
    if (known !== undefined) return known;
    const sections = offer(this.#seed, termCode);
    this.#offers.set(termCode, sections);
    return sections;
  }
}

function readingOf(section: DemoSection, now: number): SectionReading {
  const { subject, number, title, credits } = section.course;
  return {
    course: { subject, number, title, credits },
    key: section.key,
    crn: section.crn,
    label: section.label,
    component: section.component,
    campus: section.campus,
    instructor: section.instructor,
    meetings: section.meetings,
    restrictions: null,
    linkGroup: section.linkGroup,
    cancelled: false,
    seats: seatsAt(section, now),
  };
}
