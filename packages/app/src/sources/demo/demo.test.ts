// The simulated university: the same for everyone, alive, and plausible.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { classify } from "../../alerts/rules.ts";
import type { SectionReading, SourceReading } from "../source.ts";
import { DemoSource } from "./source.ts";
import { demoTerms } from "./terms.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const signal = new AbortController().signal;

async function readAll(seed: number, now: number): Promise<readonly SectionReading[]> {
  const source = new DemoSource(seed);
  const terms = await source.terms({ now, signal });
  const readings: SourceReading[] = [];
  for (const term of terms) readings.push(await source.fetch(term, { now, signal }));
  return readings.flatMap(reading => reading.sections);
}

const statusOf = (reading: SectionReading) => classify(reading.seats, false, false);

describe("demo source", () => {
  it("is the same in every process at the same time, and another with another seed", async () => {
    assert.deepEqual(await readAll(1, NOW), await readAll(1, NOW));
    assert.notDeepEqual(await readAll(1, NOW), await readAll(2, NOW));
  });

  it("has about 60 offerings and 200 sections in two terms, at least 50 of them full", async () => {
    for (const month of [0, 3, 6, 9]) {
      const sections = await readAll(1, Date.UTC(2027, month, 15));
      assert.ok(sections.length >= 150 && sections.length <= 320, `${sections.length} sections`);
      const courses = new Set(sections.map(({ course }) => `${course.subject} ${course.number}`));
      assert.ok(courses.size >= 40 && courses.size <= 70, `${courses.size} courses`);
      const full = sections.filter(reading => ["closed", "waitlist"].includes(statusOf(reading)));
      assert.ok(full.length >= 50, `${full.length} full`);
    }
  });

  it("opens and closes several sections within any minute", async () => {
    for (const start of [0, 1, 2, 3].map(hour => NOW + hour * 3_600_000)) {
      const [before, after] = [await readAll(1, start), await readAll(1, start + 60_000)];
      const moved = before.filter((reading, i) => statusOf(reading) !== statusOf(after[i] ?? assert.fail()));
      assert.ok(moved.length >= 5, `${moved.length} moved`);
    }
  });

  it("has unique keys and CRNs within a term", async () => {
    const [term] = demoTerms(NOW);
    assert.ok(term);
    const { sections } = await new DemoSource(1).fetch(term, { now: NOW, signal });
    const keys = sections.map(({ course, key }) => `${course.subject} ${course.number} ${key}`);
    assert.equal(new Set(keys).size, sections.length);
    assert.equal(new Set(sections.map(({ crn }) => crn)).size, sections.length);
  });

  it("always publishes counts that add up", async () => {
    const offsets = fc.integer({ min: 0, max: 400 * 86_400_000 });
    await fc.assert(
      fc.asyncProperty(offsets, fc.integer({ min: 0, max: 50 }), async (offset, seed) => {
        for (const { seats } of await readAll(seed, NOW + offset)) {
          assert.equal((seats.enrolled ?? 0) + (seats.open ?? 0), seats.capacity);
          assert.ok((seats.open ?? -1) >= 0 && (seats.waitCount ?? -1) >= 0);
          assert.ok((seats.waitCount ?? 0) <= (seats.waitCapacity ?? 0));
          assert.ok((seats.reservedOpen ?? 0) <= (seats.open ?? 0));
        }
      }),
      { numRuns: 30 },
    );
  });

  it("serves the two terms whose add-and-drop has not ended, in order", () => {
    assert.deepEqual(
      demoTerms(NOW).map(term => term.name),
      ["Winter 2027", "Spring 2027"],
    );
    assert.deepEqual(
      demoTerms(Date.UTC(2026, 8, 10)).map(term => term.name),
      ["Fall 2026", "Winter 2027"],
    );
    for (let day = 0; day < 730; day += 1) assert.equal(demoTerms(NOW + day * 86_400_000).length, 2);
  });
});
