// All tests that Jinja 3.1 brings, by name.
import { declare, ENVIRONMENT, type FilterTable } from "../filters/declare.ts";
import type { EnvironmentCore } from "../runtime/types.ts";
import type { Callable } from "../values/callable.ts";
import { greater, greaterEqual, less, lessEqual } from "../values/compare.ts";
import { contains } from "../values/contains.ts";
import { equals, same } from "../values/equals.ts";
import { hashKey } from "../values/hash.ts";
import { str } from "../values/text.ts";
import { kindTests } from "./kinds.ts";
import { modulo } from "../operators/arithmetic.ts";
import { callTextMethod, isText } from "../filters/soft.ts";

type Comparison = (a: unknown, b: unknown) => boolean;

function comparison(name: string, fn: Comparison): Callable {
  return declare(`${name}(a, b)`, (a: unknown, b: unknown) => fn(a, b));
}

const equal = comparison("eq", equals);
const notEqual = comparison("ne", (a, b) => !equals(a, b));
const isLess = comparison("lt", less);
const isLessEqual = comparison("le", lessEqual);
const isGreater = comparison("gt", greater);
const isGreaterEqual = comparison("ge", greaterEqual);

/** "in", "==" and the other signs, with their names in letters. */
const comparisonTests: FilterTable = {
  "==": equal,
  eq: equal,
  equalto: equal,
  "!=": notEqual,
  ne: notEqual,
  "<": isLess,
  lt: isLess,
  lessthan: isLess,
  "<=": isLessEqual,
  le: isLessEqual,
  ">": isGreater,
  gt: isGreater,
  greaterthan: isGreater,
  ">=": isGreaterEqual,
  ge: isGreaterEqual,
  in: declare("test_in(value, seq)", (value: unknown, sequence: unknown) => contains(value, sequence)),
  sameas: declare("test_sameas(value, other)", (value: unknown, other: unknown) => same(value, other)),
};

function hasRest(value: unknown, divisor: unknown, rest: number): boolean {
  return equals(modulo(value, divisor), rest);
}

/** Tests of numbers and texts. */
const valueTests: FilterTable = {
  odd: declare("test_odd(value)", (value: unknown) => hasRest(value, 2, 1)),
  even: declare("test_even(value)", (value: unknown) => hasRest(value, 2, 0)),
  divisibleby: declare("test_divisibleby(value, num)", (value: unknown, num: unknown) => hasRest(value, num, 0)),
  lower: declare("test_lower(value)", (value: unknown) => callTextMethod(str(value), "islower")),
  upper: declare("test_upper(value)", (value: unknown) => callTextMethod(str(value), "isupper")),
};

/** Raises TypeError for what does not hash, as looking it up in a dict does. */
function isName(value: unknown, names: ReadonlyMap<string, unknown>): boolean {
  hashKey(value);
  return isText(value) && names.has(value.toString());
}

const environmentTests: FilterTable = {
  filter: declare(
    "test_filter(value)",
    (environment: EnvironmentCore, name: unknown) => isName(name, environment.filters),
    ENVIRONMENT,
  ),
  test: declare(
    "test_test(value)",
    (environment: EnvironmentCore, name: unknown) => isName(name, environment.tests),
    ENVIRONMENT,
  ),
};

/** A new map for each environment, which may add to it. */
export function builtinTests(): Map<string, Callable> {
  return new Map(Object.entries({ ...kindTests, ...comparisonTests, ...valueTests, ...environmentTests }));
}
