// The exposition format: what is written is read back by a strict reader, and the reader is strict.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseExposition, valueOf } from "./exposition.fixture.ts";
import { Exposition, single } from "./exposition.ts";

test("label values and help are escaped, so that no name of an app's task can break a scrape", () => {
  const text = new Exposition();
  const nasty = 'a "b" \\ c\nd{e="f"} 1\n# TYPE x gauge';
  text.gauge("x", "one \\ two\nthree", [[{ task: nasty, worker: 1 }, 2.5]]);
  assert.equal(
    text.toString(),
    '# HELP x one \\\\ two\\nthree\n# TYPE x gauge\nx{task="a \\"b\\" \\\\ c\\nd{e=\\"f\\"} 1\\n# TYPE x gauge",worker="1"} 2.5\n',
  );
  const family = parseExposition(text.toString()).get("x");
  assert.deepEqual(family?.series, [{ name: "x", labels: { task: nasty, worker: "1" }, value: 2.5 }]);
  assert.equal(family?.help, "one \\ two\nthree");
});

test("a histogram is cumulative, with le in seconds, +Inf, sum and count", () => {
  const text = new Exposition();
  const counts = [5, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];
  text.histogram("t_seconds", "Time.", [[{ worker: 1 }, { counts, sum: 0.25 }]]);
  const families = parseExposition(text.toString());
  assert.equal(valueOf(families, "t_seconds_bucket", { le: "0.001" }), 5);
  assert.equal(valueOf(families, "t_seconds_bucket", { le: "0.005" }), 6);
  assert.equal(valueOf(families, "t_seconds_bucket", { le: "30" }), 6);
  assert.equal(valueOf(families, "t_seconds_bucket", { le: "+Inf" }), 8);
  assert.equal(valueOf(families, "t_seconds_count"), 8);
  assert.equal(valueOf(families, "t_seconds_sum"), 0.25);
});

test("a family without samples is left out", () => {
  const text = new Exposition();
  text.gauge("a", "A.", []);
  text.histogram("b", "B.", []);
  text.counter("c_total", "C.", single(0));
  assert.deepEqual([...parseExposition(text.toString()).keys()], ["c_total"]);
});

const head = (name: string, type: string): string => `# HELP ${name} Help.\n# TYPE ${name} ${type}\n`;
for (const [what, text, why] of [
  ["no line feed at the end", `${head("a", "gauge")}a 1`, /line feed/],
  ["a sample without TYPE", "a 1\n", /before any TYPE/],
  ["TYPE without HELP", "# TYPE a gauge\na 1\n", /HELP/],
  ["a series twice", `${head("a", "gauge")}a{b="1",c="2"} 1\na{c="2",b="1"} 2\n`, /twice/],
  ["a label twice", `${head("a", "gauge")}a{b="1",b="2"} 1\n`, /bad sample/],
  ["a raw quote", `${head("a", "gauge")}a{b="x"y"} 1\n`, /bad sample/],
  ["a lone backslash", `${head("a", "gauge")}a{b="x\\y"} 1\n`, /bad sample/],
  ["no number", `${head("a", "gauge")}a Infinity\n`, /bad sample/],
  ["a blank line", `${head("a", "gauge")}a 1\n\n`, /bad sample/],
  ["another family's sample", `${head("a", "gauge")}b 1\n`, /out of a/],
  ["a family in two places", `${head("a", "gauge")}a 1\n${head("b", "gauge")}b 1\n${head("a", "gauge")}a 2\n`, /two/],
  ["a counter without _total", `${head("a", "counter")}a 1\n`, /_total/],
  ["a negative counter", `${head("a_total", "counter")}a_total -1\n`, /below 0/],
  ["a histogram without +Inf", `${head("h", "histogram")}h_bucket{le="1"} 1\nh_sum 1\nh_count 1\n`, /bad bounds/],
  [
    "buckets that fall",
    `${head("h", "histogram")}h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n`,
    /cumulative/,
  ],
  ["a count that differs", `${head("h", "histogram")}h_bucket{le="+Inf"} 1\nh_sum 1\nh_count 2\n`, /not the \+Inf/],
] as const) {
  test(`the reader refuses ${what}`, () => {
    assert.throws(() => parseExposition(text), why);
  });
}
