// What CPython 3.11 prints for str.format.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PythonError } from "../errors.ts";
import "../access/attributes.ts";
import { dictFrom } from "../values/dict.ts";
import { strFormat } from "./str-format.ts";

function outcome(format: string, args: readonly unknown[], named: readonly (readonly [string, unknown])[]): string {
  try {
    return strFormat(format, args, new Map(named));
  } catch (error) {
    if (error instanceof PythonError) return `${error.name}: ${error.message}`;
    throw error;
  }
}

const rows: readonly [string, readonly unknown[], readonly (readonly [string, unknown])[], string][] = [
  ["{} {}", [1, "a"], [], "1 a"],
  ["{1} {0}", [1, "a"], [], "a 1"],
  [
    "{a} {b!r}",
    [],
    [
      ["a", 1],
      ["b", "x"],
    ],
    "1 'x'",
  ],
  ["{{}}", [], [], "{}"],
  ["{{{}}}", [1], [], "{1}"],
  ["{:>{}}", ["a", 5], [], "    a"],
  [
    "{:{w}.{p}f}",
    [3.14159],
    [
      ["w", 8],
      ["p", 2],
    ],
    "    3.14",
  ],
  ["{0[1]}", [[1, 2]], [], "2"],
  ["{0[a]}", [dictFrom([["a", 5]])], [], "5"],
  ["{a[0][x]}", [], [["a", [dictFrom([["x", 7]])]]], "7"],
  ["{!r:>6}", ["a"], [], "   'a'"],
  ["{!a}", ["é"], [], "'\\xe9'"],
  ["{!s}", [null], [], "None"],
  ["{0}{0}", ["x"], [], "xx"],
  ["{:%Y-%m}", [new Date("2024-05-06T00:00:00.000Z")], [], "2024-05"],
  ["{0[-1]}", [dictFrom([["-1", 3]])], [], "3"],
  ["{:,}", [1234567], [], "1,234,567"],
  ["", [], [], ""],
  ["a😀b", [], [], "a😀b"],
  ["{0.real}", [5], [], "5"],
  ["{", [], [], "ValueError: Single '{' encountered in format string"],
  ["}", [], [], "ValueError: Single '}' encountered in format string"],
  ["{}", [], [], "IndexError: Replacement index 0 out of range for positional args tuple"],
  ["{a}", [], [], "KeyError: 'a'"],
  ["{} {0}", [1], [], "ValueError: cannot switch from automatic field numbering to manual field specification"],
  ["{0} {}", [1], [], "ValueError: cannot switch from manual field specification to automatic field numbering"],
  ["{0", [1], [], "ValueError: expected '}' before end of string"],
  ["{!x}", [1], [], "ValueError: Unknown conversion specifier x"],
  ["{!", [1], [], "ValueError: end of string while looking for conversion specifier"],
  ["{!r", [1], [], "ValueError: unmatched '{' in format spec"],
  ["{!rx}", [1], [], "ValueError: expected ':' after conversion specifier"],
  ["{0.}", [1], [], "ValueError: Empty attribute in format string"],
  ["{0[}", [1], [], "ValueError: expected '}' before end of string"],
  ["{0[0]x}", [[1]], [], "ValueError: Only '.' or '[' may follow ']' in format field specifier"],
  ["{0[5]}", [[1]], [], "IndexError: list index out of range"],
  ["{0[a]}", [[1]], [], "TypeError: list indices must be integers or slices, not str"],
  ["{0[a]}", [dictFrom([])], [], "KeyError: 'a'"],
  ["{0.foo}", [1], [], "AttributeError: 'int' object has no attribute 'foo'"],
  ["{:{:{}}}", [1, 2, 3], [], "ValueError: Max string recursion exceeded"],
  ["{:", [1], [], "ValueError: unmatched '{' in format spec"],
  ["{a{b}}", [1], [], "ValueError: unexpected '{' in field name"],
  ["{:d}", ["a"], [], "ValueError: Unknown format code 'd' for object of type 'str'"],
  ["{99999999999999999999}", [], [], "ValueError: Too many decimal digits in format string"],
  ["{5}", [], [], "IndexError: Replacement index 5 out of range for positional args tuple"],
];

test("fills fields", () => {
  for (const [format, args, named, expected] of rows) assert.equal(outcome(format, args, named), expected, format);
});

test("reaches nothing of JavaScript", () => {
  assert.equal(outcome("{0.constructor}", ["a"], []), "AttributeError: 'str' object has no attribute 'constructor'");
  assert.equal(outcome("{0.__proto__}", [[]], []), "AttributeError: 'list' object has no attribute '__proto__'");
  assert.equal(outcome("{0[constructor]}", [{}], []), "KeyError: 'constructor'");
  assert.equal(outcome("{constructor}", [], []), "KeyError: 'constructor'");
});

test("lets a sandbox look up attributes and items", () => {
  const hooks = { attribute: () => "attribute", item: () => "item" };
  assert.equal(strFormat("{0.a} {0[b]}", [1], null, hooks), "attribute item");
});
