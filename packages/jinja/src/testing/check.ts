// Tests of filters and tests: rows of templates with what they print.
import assert from "node:assert/strict";
import type { Environment } from "../environment/environment.ts";

/** The rows of tables that templates look at, as `users`. */
const users = [
  { name: "Bob", age: 3, tags: ["x", "y"], home: { town: "Ulm" } },
  { name: "alice", age: 1, tags: ["z"], home: { town: "Aix" } },
  { name: "bob", age: 2, tags: [], home: { town: "Bonn" } },
];

/** What a template prints, or the error that it raises: `!TypeError: …`. */
export function outcome(source: string, environment: Environment): string {
  try {
    return environment.fromString(source).render({ users });
  } catch (error) {
    return error instanceof Error ? `!${error.name}: ${error.message}` : String(error);
  }
}

/** Fails at the first template whose outcome is another. */
export function check(environment: Environment, rows: readonly (readonly [source: string, expected: string])[]): void {
  for (const [source, expected] of rows) assert.equal(outcome(source, environment), expected, source);
}
