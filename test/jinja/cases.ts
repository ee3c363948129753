// The conformance cases: what Jinja2 3.1.6 printed for each.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Outcome, Source } from "./engines/types.ts";

export interface Case extends Source {
  readonly id: string;
  readonly category: string;
  readonly origin: string;
  /** Null where Jinja raises `expected_error`. */
  readonly expected: string | null;
  readonly expected_error?: string;
  readonly tags?: readonly string[];
}

const ROOT = join(import.meta.dirname, "../..");
const OWN = join(ROOT, "test/fixtures/jinja/cases.json");
const UPSTREAM = join(ROOT, "../shared/jinja/upstream-cases.json");

/** Those written for this project. */
export function ownCases(): Case[] {
  return JSON.parse(readFileSync(OWN, "utf8")) as Case[];
}

/** Those of Jinja's own test-suite, which lie beside the checkout; undefined where they do not. */
export function upstreamCases(): Case[] | undefined {
  return existsSync(UPSTREAM) ? (JSON.parse(readFileSync(UPSTREAM, "utf8")) as Case[]) : undefined;
}

/** Why a case says nothing about an engine in JavaScript; undefined where it does. */
export function whyNotComparable({ tags = [] }: Case): string | undefined {
  if (tags.includes("internals")) return "reads CPython's internals (__class__)";
  if (tags.includes("float-context")) return "JSON's 42.0 is JavaScript's 42, an int";
  return undefined;
}

/** Whether the output holds Python's spelling of a value. */
export function isPythonRepr({ tags = [] }: Case): boolean {
  return tags.includes("pyrepr");
}

/** Whether the engine did, byte for byte, what Jinja did: an error counts by its class. */
export function agrees(one: Case, outcome: Outcome): boolean {
  if (one.expected === null) return "error" in outcome && outcome.error === one.expected_error;
  return "output" in outcome && outcome.output === one.expected;
}

/** Whether an engine with error classes of its own at least failed where Jinja did. */
export function agreesRoughly(one: Case, outcome: Outcome): boolean {
  return one.expected === null ? "error" in outcome : agrees(one, outcome);
}
