import assert from "node:assert/strict";
import { test } from "node:test";
import { selectAutoescape } from "./select-autoescape.ts";

test("HTML and XML are escaped, and templates from strings", () => {
  const decide = selectAutoescape();
  const names = ["a.html", "A.HTM", "b.xml", "c.txt", "html", "d.html.txt", null];
  assert.deepEqual(names.map(decide), [true, true, true, false, false, false, true]);
});

test("all but some endings may be escaped", () => {
  const decide = selectAutoescape({ disabledExtensions: ["txt", ".CSV"], default: true, defaultForString: false });
  assert.deepEqual(["a.txt", "a.csv", "a", "a.html", null].map(decide), [false, false, true, true, false]);
});
