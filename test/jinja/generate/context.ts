// Random contexts: JSON values that mean the same in Python and in JavaScript.
//
// Left out, because JSON cannot tell them apart here: floats without a fraction (JavaScript's 42.0 is 42, an int),
// integers beyond 2^53 (they are floats here), keys that look like array indexes (JavaScript puts them first).
import type { Random } from "./random.ts";

export const TEXTS = [
  "",
  " ",
  "abc",
  "Hello World",
  "hello  big\tworld",
  "<b>bold</b>",
  "a & b < c > d",
  "\"quoted\" 'single'",
  "ÄÖü ß",
  "日本語テキスト",
  "emoji 😀 end",
  "é",
  "1",
  "42",
  " 7 ",
  "-3",
  "2.5",
  "1e3",
  "0x1f",
  "nan",
  "foo bar baz qux",
  "line one\nline two\n\nline four",
  "a,b,,c",
  "%s and %d",
  "{0} {x}",
  "{{ x }}",
  "http://example.com/?a=1&b=2 and www.x.org",
  "mail me@example.com now",
  "the quick brown fox jumps over the lazy dog and runs away",
  "UPPER lower MiXed",
  "&lt;x&gt; &amp;",
  "trailing ",
  "x_y-z",
  "<script>alert(1)</script>",
  "a\r\nb",
  "don't stop",
  "tab\tsep",
  "x\u00a0y\u2003z",
  "٣٤",
  "²½",
  "ŉ ß ﬀ ΑΣ",
  "a-b_c.d/e",
  "\u2028line",
  "(see http://a.b/c_(d))",

  "İstanbul ǅ ﬁ",
  "True",
  "null",
  "abcABC123",
  "/a b/ü?x=y",
] as const;
const INTS = [0, 1, 2, 3, 5, 7, 10, -1, -4, 42, 100, 255, 1000, 1024, 99999, 1_000_000, 123456789] as const;
const FLOATS = [
  0.5, -0.5, 1.5, 2.5, 0.1, 3.14159, -2.75, 99.99, 1e-7, 1234.5678, 1e22, 0.30000000000000004, 12345678.9,
] as const;
const NAMES = ["anna", "Bob", "émile", "Zoë", "carl", "<Dan>", "eve"] as const;
const CITIES = ["Berlin", "Paris", "paris", "Oslo", "Rome & Co", null] as const;

/** Names of the context and the types that the grammar gives them. */
export const VARIABLES = {
  str: ["s", "t", "html"],
  int: ["n", "m"],
  float: ["f"],
  bool: ["yes", "no"],
  none: ["nothing"],
  ints: ["ns"],
  strs: ["words"],
  rows: ["users"],
  row: ["user"],
  dict: ["d"],
  any: ["things", "tree"],
} as const;

export function randomContext(random: Random): Record<string, unknown> {
  const text = () => random.pick(TEXTS);
  const list = <T>(most: number, make: () => T) => Array.from({ length: random.below(most + 1) }, make);
  return {
    s: text(),
    t: text(),
    html: random.pick(["<i>x</i>", '<a href="?a=1&b">l</a>', "plain", "'\"&<>"]),
    n: random.pick(INTS),
    m: random.pick(INTS),
    f: random.pick(FLOATS),
    yes: true,
    no: false,
    nothing: null,
    ns: list(6, () => random.pick(INTS)),
    words: list(5, text),
    users: list(5, () => randomRow(random)),
    user: randomRow(random),
    d: randomDict(random),
    things: list(4, () => randomValue(random, 3)),
    tree: randomTree(random, 3),
  };
}

function randomRow(random: Random): Record<string, unknown> {
  return {
    name: random.pick(NAMES),
    age: random.pick(INTS),
    city: random.pick(CITIES),
    score: random.pick(FLOATS),
    tags: Array.from({ length: random.below(3) }, () => random.pick(["x", "y", "Z", "<t>"])),
    ok: random.chance(50),
    address: { street: random.pick(TEXTS), zip: random.pick(INTS) },
  };
}

function randomDict(random: Random): Record<string, unknown> {
  const keys = ["a", "b", "c", "key", "Zed", "ünï", "with space", "class", "items", "<k>", "data-x", "_p"];
  const values = [...TEXTS.slice(0, 12), ...INTS.slice(0, 6), ...FLOATS.slice(0, 4), true, false, null];
  return Object.fromEntries(Array.from({ length: random.below(5) }, () => [random.pick(keys), random.pick(values)]));
}

function randomValue(random: Random, depth: number): unknown {
  const which = random.below(depth > 0 ? 8 : 5);
  if (which === 0) return random.pick(INTS);
  if (which === 1) return random.pick(FLOATS);
  if (which === 2) return random.chance(50);
  if (which === 3) return random.chance(30) ? null : random.pick(INTS);
  if (which === 4) return random.pick(TEXTS);
  if (which === 5) return randomDict(random);
  return Array.from({ length: random.below(4) }, () => randomValue(random, depth - 1));
}

/** For recursive loops. */
function randomTree(random: Random, depth: number): unknown[] {
  return Array.from({ length: 1 + random.below(2) }, () => ({
    v: random.pick(INTS),
    kids: depth > 0 && random.chance(60) ? randomTree(random, depth - 1) : [],
  }));
}
