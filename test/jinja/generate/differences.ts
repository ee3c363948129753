// Where an engine and Jinja2 on CPython differ, and the smallest program that still shows it.
import { renderInPython } from "../engines/python.ts";
import type { Engine, Outcome } from "../engines/types.ts";
import { smallerPrograms, sourceOf, type Program } from "./program.ts";

export interface Difference {
  readonly program: Program;
  readonly expected: Outcome;
  readonly got: Outcome;
}

/** How long Python may take for one batch. */
const MILLISECONDS = 240_000;
/** Steps of shrinking, and candidates that one step asks Python about. */
const STEPS = 40;
const CANDIDATES = 200;
/**
 * What says nothing of us. What Python could not finish: there is no such limit here. AssertionError and NameError are
 * faults of Jinja's compiler (names that only the filter of a block set has; constants that fold to infinity). A
 * RuntimeError tells of a dict that changed while it was walked; a plain object here is walked as it was at first.
 */
const MUTE = new Set([
  "TimeoutError",
  "MemoryError",
  "RecursionError",
  "SystemExit",
  "AssertionError",
  "NameError",
  "RuntimeError",
]);
/** What CPython's own compiler says of Jinja's code (`{% break %}` outside of a loop) is the template's fault here. */
const COMPILER_ERRORS = new Set(["SyntaxError", "TemplateSyntaxError", "TemplateAssertionError"]);

const ADDRESS = /(?: at 0x[0-9a-f]+| with id=\d+)(?:>|&gt;)/i;

/** Those of the programs that come out differently; asks Python once. */
export function findDifferences(programs: readonly Program[], engine: Engine): Difference[] {
  const expected = renderInPython(programs.map(sourceOf), MILLISECONDS);
  return programs.flatMap((program, index) => {
    const outcome = expected[index];
    if (outcome === undefined || !saysSomething(outcome)) return [];
    const got = engine.render(structuredClone(sourceOf(program)));
    return same(outcome, got) ? [] : [{ program, expected: outcome, got }];
  });
}

/** Whether Python's outcome is one that can be compared: printed addresses are another in every process. */
export function saysSomething(outcome: Outcome): boolean {
  return "error" in outcome ? !MUTE.has(outcome.error) : !ADDRESS.test(outcome.output);
}

function same(expected: Outcome, got: Outcome): boolean {
  if ("error" in expected) {
    if (!("error" in got)) return false;
    return expected.error === "SyntaxError" ? COMPILER_ERRORS.has(got.error) : got.error === expected.error;
  }
  return "output" in got && got.output === expected.output;
}

/** The smallest difference that is reached from this one by leaving things out. Errors keep being errors. */
export function shrink(difference: Difference, engine: Engine): Difference {
  let smallest = difference;
  for (let step = 0; step < STEPS; step++) {
    const candidates = [...smallerPrograms(smallest.program)].slice(0, CANDIDATES);
    const next = findDifferences(candidates, engine).find(found => kind(found) === kind(difference));
    if (next === undefined) return smallest;
    smallest = next;
  }
  return smallest;
}

function kind({ expected, got }: Difference): string {
  return [expected, got].map(outcome => ("error" in outcome ? outcome.error : "output")).join();
}

/** For a person: templates, context, options, both outcomes. */
export function describe({ program, expected, got }: Difference): string {
  const { templates, context, options } = sourceOf(program);
  const shown = Object.entries(templates).filter(([name, text]) => name === "main" || text !== "");
  const lines = [
    `seed ${program.seed}`,
    ...shown.map(([name, text]) => `  ${name}: ${JSON.stringify(text)}`),
    `  context: ${JSON.stringify(context)}`,
    `  options: ${JSON.stringify(options)}`,
    `  expected: ${JSON.stringify(expected)}`,
    `  got:      ${JSON.stringify(got)}`,
  ];
  return lines.join("\n");
}
