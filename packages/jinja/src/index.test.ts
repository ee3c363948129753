// What the package offers is what its README tells of.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const README = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");

function exportedBy(file: string): string[] {
  const text = readFileSync(join(import.meta.dirname, file), "utf8");
  const lists = Array.from(text.matchAll(/^export (?:type )?\{([^}]*)\}/gm), ([, names = ""]) => names.split(","));
  const named = lists.flat().map(name => name.trim().replace(/^type /, ""));
  const declared = text.matchAll(/^export (?:type \* as|class|function|interface) (\w+)/gm);
  return [...named.filter(name => name !== ""), ...Array.from(declared, ([, name = ""]) => name)];
}

for (const file of ["index.ts", "flask.ts"]) {
  test(`the README names every export of ${file}`, () => {
    const names = exportedBy(file);
    assert.ok(names.length > 10);
    const words = new Set(README.match(/\w+/g));
    assert.deepEqual(
      names.filter(name => !words.has(name)),
      [],
    );
  });
}
