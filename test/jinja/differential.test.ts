// Random templates with random contexts come out as Jinja2 on CPython renders them, byte for byte; or both raise errors of
// the same class. SEED=n starts elsewhere; COUNT=n tries more.
import assert from "node:assert/strict";
import { test } from "node:test";
import { whyNoPython } from "./engines/python.ts";
import { seatstack } from "./engines/seatstack.ts";
import { describe, findDifferences, shrink } from "./generate/differences.ts";
import { generate } from "./generate/program.ts";

const SEED = Number(process.env["SEED"] ?? 1);
const COUNT = Number(process.env["COUNT"] ?? 5_000);
/** Differences that are made small and shown. */
const SHOWN = 10;

test(`${COUNT} generated templates agree with Jinja2 on CPython`, { skip: whyNoPython() ?? false }, () => {
  const programs = Array.from({ length: COUNT }, (_, index) => generate(SEED + index));
  const differences = findDifferences(programs, seatstack);
  const shown = differences.slice(0, SHOWN).map(difference => describe(shrink(difference, seatstack)));
  assert.equal(differences.length, 0, `${differences.length} of ${COUNT} differ\n${shown.join("\n")}`);
});
