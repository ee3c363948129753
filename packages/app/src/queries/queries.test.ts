// What the pages read, over a database that was polled.
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { pollOnce } from "../poller/poller.ts";
import { createQueries } from "../queries.ts";
import type { SectionReading } from "../sources/source.ts";
import {
  FakeClock,
  INTERVAL_MS,
  pollerOf,
  reading,
  ScriptedSource,
  seatsOf,
  temporaryDatabase,
} from "../testing/harness.ts";

async function stage(test: TestContext, ...sections: readonly SectionReading[]) {
  const database = await temporaryDatabase(test);
  const clock = new FakeClock();
  const source = new ScriptedSource();
  source.read(...sections);
  const { context, options } = pollerOf(database, clock, source);
  const poll = () => pollOnce(context, options, new AbortController().signal);
  await poll();
  const queries = createQueries({ database, intervalMs: INTERVAL_MS, now: () => clock.now() });
  return { database, clock, source, queries, poll };
}

const calculus = { course: { subject: "MATH", number: "1241", title: "Calculus 100% I_a", credits: 4 } };
const design = { course: { subject: "ART-H", number: "10", title: "Design", credits: null } };

const waiting = (count: number) => ({ seats: { ...seatsOf(0), waitCapacity: 9, waitCount: count } });

describe("queries", () => {
  it("searches by subject, number, title and any mix of them", async test => {
    const { queries } = await stage(test, reading("01", 1), reading("02", 0), reading("01", 0, calculus));
    const found = async (text: string) => (await queries.search({ text })).sections.map(row => row.subject).join(" ");
    assert.equal(await found("cs"), "CS CS");
    assert.equal(await found("CS2500"), "CS CS");
    assert.equal(await found("2500 cs"), "CS CS");
    assert.equal(await found("calc"), "MATH");
    assert.equal(await found("math fundamentals"), "");
    assert.equal(await found(""), "CS CS MATH");
  });

  it("takes signs of LIKE and SQL literally", async test => {
    const { queries } = await stage(test, reading("01", 1), reading("01", 0, calculus));
    for (const [text, count] of [
      ["%", 1],
      ["_", 1],
      ["100%", 1],
      ["i_a", 1],
      ["\\", 0],
      ["' or 1=1 --", 0],
      ["x".repeat(10_000), 0],
    ] as const) {
      assert.equal((await queries.search({ text })).sections.length, count, text.slice(0, 20));
    }
  });

  it("filters by open and term, and tells when there is more", async test => {
    const { queries } = await stage(test, reading("01", 1), reading("02", 0), reading("03", 2));
    assert.equal((await queries.search({ text: "cs", open: true })).sections.length, 2);
    assert.equal((await queries.search({ text: "cs", termCode: "999999" })).sections.length, 0);
    const first = await queries.search({ text: "cs", limit: 2 });
    assert.deepEqual([first.sections.length, first.more], [2, true]);
    const all = await queries.search({ text: "cs", limit: 3 });
    assert.deepEqual([all.sections.length, all.more], [3, false]);
  });

  it("features full sections only, the longest waitlist first", async test => {
    const { queries } = await stage(
      test,
      reading("01", 2),
      reading("02", 0, waiting(3)),
      reading("03", 0, waiting(9)),
      reading("04", 0, { cancelled: true }),
    );
    assert.deepEqual(
      (await queries.featured()).map(row => [row.label, row.status]),
      [
        ["03", "closed"],
        ["02", "waitlist"],
      ],
    );
  });

  it("reads a course by its slug, letter case aside, wherever the dashes are", async test => {
    const lab = { course: { subject: "PHYS", number: "101-L", title: "Physics lab", credits: 1 } };
    const { queries } = await stage(
      test,
      reading("01", 1),
      reading("02", 0),
      reading("01", 0, design),
      reading("01", 0, lab),
    );
    const course = await queries.course("202701", "cs-2500");
    assert.deepEqual([course?.title, course?.sections.length], ["Fundamentals", 2]);
    assert.equal((await queries.course("202701", "ART-H-10"))?.title, "Design");
    assert.equal((await queries.course("202701", "phys-101-l"))?.title, "Physics lab");
    for (const slug of ["CS-250", "CS", "-2500", "", "CS-2500-", "CS_2500"]) {
      assert.equal(await queries.course("202701", slug), undefined, slug);
    }
    assert.equal(await queries.course("209901", "CS-2500"), undefined);
  });

  it("reads a section with its live seats, and undefined for what is no id", async test => {
    const { queries, clock } = await stage(test, reading("01", 4));
    const section = await queries.section(1);
    assert.deepEqual([section?.status, section?.open, section?.enrolled, section?.crn], ["open", 4, 26, "101"]);
    assert.deepEqual(section?.meetings[0]?.days, "MWF");
    assert.equal(section?.observedAt, clock.now());
    for (const id of [0, -1, 1.5, Number.NaN, 1e20, 99]) assert.equal(await queries.section(id), undefined);
  });

  it("tells history oldest first and events newest first", async test => {
    const { queries, source, clock, poll } = await stage(test, reading("01", 0));
    for (const open of [2, 0, 1]) {
      source.read(reading("01", open));
      clock.advance(INTERVAL_MS);
      await poll();
    }
    assert.deepEqual(
      (await queries.history(1)).map(point => point.open),
      [0, 2, 0, 1],
    );
    assert.deepEqual(
      (await queries.history(1, 2)).map(point => point.open),
      [0, 1],
    );
    assert.deepEqual(
      (await queries.events(1)).map(event => [event.from, event.to]),
      [
        ["closed", "open"],
        ["open", "closed"],
        ["closed", "open"],
      ],
    );
  });

  it("calls a source fresh, stale when it was not read for three intervals, paused in quarantine", async test => {
    const crowd = Array.from({ length: 20 }, (_, i) => reading(String(i), 0));
    const { queries, source, clock, poll } = await stage(test, ...crowd);
    assert.equal((await queries.sources())[0]?.health, "fresh");
    clock.advance(3 * INTERVAL_MS + 1);
    assert.equal((await queries.sources())[0]?.health, "stale");
    source.read(...crowd.slice(0, 10));
    await poll();
    const [held] = await queries.sources();
    assert.deepEqual([held?.health, held?.quarantined, held?.sections], ["paused", true, 20]);
  });

  it("lists terms, courses and subjects", async test => {
    const { queries } = await stage(test, reading("01", 1), reading("02", 0), reading("01", 0, calculus));
    const [term] = await queries.terms();
    assert.deepEqual([term?.code, term?.courses, term?.sections, term?.full], ["202701", 2, 3, 2]);
    assert.equal((await queries.term("202701"))?.name, "Winter 2027");
    assert.equal(await queries.term("nope"), undefined);
    assert.deepEqual(
      (await queries.courses("202701")).map(course => course.slug),
      ["CS-2500", "MATH-1241"],
    );
    assert.deepEqual(await queries.subjects("c"), [{ subject: "CS", courses: 1 }]);
    assert.equal((await queries.subjects("")).length, 2);
    assert.deepEqual(await queries.subjects("%"), []);
  });
});
