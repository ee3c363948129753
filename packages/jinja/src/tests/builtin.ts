// All tests that Jinja 3.1 brings, by name.
import { declare, ENVIRONMENT, type FilterTable } from "../filters/declare.ts";
import type { EnvironmentCore } from "../runtime/types.ts";
import type { Callable } from "../values/callable.ts";
import { contains, equals, greater, greaterEqual, less, lessEqual, same } from "../values/compare.ts";
import { str } from "../values/text.ts";
import { kindTests } from "./kinds.ts";
import { modulo } from "../values/operators.ts";
import { callMethod } from "../filters/soft.ts";

type Comparison = (a: unknown, b: unknown) => boolean;

function comparison(fn: Comparison): Callable {
  return declare("a b", (a: unknown, b: unknown) => fn(a, b));
}

const equal = comparison(equals);
const notEqual = comparison((a, b) => !equals(a, b));
const isLess = comparison(less);
const isLessEqual = comparison(lessEqual);
const isGreater = comparison(greater);
const isGreaterEqual = comparison(greaterEqual);

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
  in: declare("value seq", (value: unknown, sequence: unknown) => contains(value, sequence)),
  sameas: declare("value other", (value: unknown, other: unknown) => same(value, other)),
};

function hasRest(value: unknown, divisor: unknown, rest: number): boolean {
  return equals(modulo(value, divisor), rest);
}

/** Tests of numbers and texts. */
const valueTests: FilterTable = {
  odd: declare("value", (value: unknown) => hasRest(value, 2, 1)),
  even: declare("value", (value: unknown) => hasRest(value, 2, 0)),
  divisibleby: declare("value num", (value: unknown, num: unknown) => hasRest(value, num, 0)),
  lower: declare("value", (value: unknown) => callMethod(str(value), "islower")),
  upper: declare("value", (value: unknown) => callMethod(str(value), "isupper")),
};

function isName(value: unknown, names: ReadonlyMap<string, unknown>): boolean {
  return names.has(str(value));
}

const environmentTests: FilterTable = {
  filter: declare(
    "value",
    (environment: EnvironmentCore, name: unknown) => isName(name, environment.filters),
    ENVIRONMENT,
  ),
  test: declare("value", (environment: EnvironmentCore, name: unknown) => isName(name, environment.tests), ENVIRONMENT),
};

/** A new map for each environment, which may add to it. */
export function builtinTests(): Map<string, Callable> {
  return new Map(Object.entries({ ...kindTests, ...comparisonTests, ...valueTests, ...environmentTests }));
}
