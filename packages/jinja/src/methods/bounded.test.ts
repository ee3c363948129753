// Methods and formats on hostile texts take time in proportion to their length.
import assert from "node:assert/strict";
import { test } from "node:test";
import { percentFormat } from "../format/printf.ts";
import { strFormat } from "../format/str-format.ts";
import { strftime } from "../format/strftime.ts";
import { markup } from "../values/markup.ts";
import { isBounded } from "../testing/cpu.ts";
import { methodOf } from "./method-of.ts";

const LENGTH = 200_000;

const TEXTS = ["a", " ", "Σ", "İ", "😀", "\t", "\r\n", "<!--", "&", "aΣ ", "ß", "1"].map(part => part.repeat(LENGTH));

/** Arguments that each method takes. */
const CALLS: Readonly<Record<string, readonly unknown[]>> = {
  casefold: [],
  capitalize: [],
  count: ["aΣ"],
  expandtabs: [1],
  find: ["x", 1],
  isalpha: [],
  isidentifier: [],
  istitle: [],
  isprintable: [],
  partition: ["x"],
  replace: ["Σ", "s"],
  rfind: ["x"],
  rsplit: [" ", 100_000],
  rstrip: [" a"],
  split: [],
  splitlines: [],
  strip: [],
  swapcase: [],
  title: [],
  zfill: [LENGTH],
};

function finishes(work: () => unknown): void {
  isBounded(() => {
    try {
      work();
    } catch (error) {
      assert.ok(error instanceof Error);
    }
  });
}

for (const [name, args] of Object.entries(CALLS)) {
  test(`${name} is linear`, () => {
    for (const text of TEXTS) {
      for (const self of [text, markup(text)]) {
        const method = methodOf(self, name) as (self: unknown, ...args: readonly unknown[]) => unknown;
        finishes(() => method(self, ...args));
      }
    }
  });
}

test("formats are linear", () => {
  for (const part of ["%(", "%(a)", "%0", "%%", "%-+ #0", "%*"]) {
    finishes(() => percentFormat(part.repeat(LENGTH), { a: 1 }));
    finishes(() => strftime(new Date(0), part.repeat(LENGTH)));
  }
  for (const part of ["{", "{{", "{0", "{0[", "{0.", "{:", "{0:{0}", "0", "!"]) {
    finishes(() => strFormat(part.repeat(LENGTH), [1], null));
    finishes(() => strFormat(`{0:${part.repeat(LENGTH)}}`, [1], null));
  }
});
