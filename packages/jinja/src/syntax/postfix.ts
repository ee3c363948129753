// What may follow an operand: attributes, items and slices, calls, filters and tests.
import { PythonSyntaxError } from "../errors.ts";
import type { Arguments, Expression, Filter, Position, Slice } from "./ast.ts";
import { parseArguments } from "./arguments.ts";
import { type ParserCore, placeOf, span } from "./core.ts";
import { parsePrimary } from "./primary.ts";
import type { Expected } from "./tokens.ts";

const NO_ARGUMENTS: Arguments = { args: [], kwargs: [], dynArgs: null, dynKwargs: null };

/** `.name`, `[…]` and `(…)` after an operand that begins at `start`. */
export function parsePostfix(parser: ParserCore, operand: Expression, start: Position): Expression {
  let node = operand;
  for (;;) {
    const { type } = parser.stream.current;
    if (type === ".") node = parseAttribute(parser, node, start);
    else if (type === "[") node = parseSubscript(parser, node, start);
    else if (type === "(") node = parseCall(parser, node, start);
    else return node;
  }
}

/** `|filter`, `is test` and calls after an operand with its signs. */
export function parseTrailers(parser: ParserCore, operand: Expression, start: Position): Expression {
  let node = operand;
  for (;;) {
    if (parser.stream.skipIf("|")) node = parseFilter(parser, node);
    else if (parser.stream.test("name:is")) node = parseTest(parser, node, start);
    else if (parser.stream.test("(")) node = parseCall(parser, node, start);
    else return node;
  }
}

/** `a.b`, or `a.0` for an index. */
function parseAttribute(parser: ParserCore, node: Expression, start: Position): Expression {
  const { stream } = parser;
  const dot = stream.next();
  const attribute = stream.next();
  const place = span(start, dot, attribute);
  if (attribute.type === "name") return { type: "Getattr", ...place, node, attr: String(attribute.value) };
  if (attribute.type !== "integer") parser.fail("expected name or number", attribute);
  return { type: "Getitem", ...place, node, arg: { type: "Const", ...placeOf(attribute), value: attribute.value } };
}

/** `a[b]`; several with commas are a tuple, and so is none. */
function parseSubscript(parser: ParserCore, node: Expression, start: Position): Expression {
  const { stream } = parser;
  const bracket = stream.next();
  const args: (Expression | Slice)[] = [];
  while (!stream.test("]")) {
    if (args.length > 0) stream.expect(",");
    args.push(parseSubscripted(parser));
  }
  stream.expect("]");
  const place = span(start, bracket, stream.last);
  const [first] = args;
  if (first !== undefined && args.length === 1) return { type: "Getitem", ...place, node, arg: first };
  const items = args.map(arg =>
    arg.type === "Slice" ? parser.fail("a slice cannot be part of a tuple", arg, PythonSyntaxError) : arg,
  );
  return { type: "Getitem", ...place, node, arg: { type: "Tuple", ...placeOf(bracket), items, ctx: "load" } };
}

function parseSubscripted(parser: ParserCore): Expression | Slice {
  const { stream } = parser;
  const begin = stream.current;
  const from = stream.test(":") ? null : parser.parseExpression();
  if (from !== null && !stream.test(":")) return from;
  stream.expect(":");
  const stop = stream.testAny([":", "]", ","]) ? null : parser.parseExpression();
  const step = stream.skipIf(":") && !stream.testAny(["]", ","]) ? parser.parseExpression() : null;
  return { type: "Slice", ...span(begin, begin, stream.last), start: from, stop, step };
}

function parseCall(parser: ParserCore, node: Expression, start: Position): Expression {
  const parenthesis = parser.stream.current;
  const given = parseArguments(parser);
  return { type: "Call", ...span(start, parenthesis, parser.stream.last), node, ...given };
}

/** Filters without an operand; null for none. `inline`: the first comes without its `|`, as in `{% filter upper %}`. */
export function parseFilterChain(parser: ParserCore, inline: boolean): Filter | null {
  let chain: Filter | null = null;
  let next = inline;
  while (next || parser.stream.skipIf("|")) {
    chain = parseFilter(parser, chain);
    next = false;
  }
  return chain;
}

function parseFilter(parser: ParserCore, node: Expression | null): Filter {
  const name = parseDottedName(parser);
  const given = parser.stream.test("(") ? parseArguments(parser) : NO_ARGUMENTS;
  return { type: "Filter", ...name.place, node, name: name.text, ...given };
}

/** Filters and tests of extensions may have dots in their names. */
function parseDottedName(parser: ParserCore): { readonly text: string; readonly place: Position } {
  const { stream } = parser;
  const first = stream.expect("name");
  let text = String(first.value);
  while (stream.skipIf(".")) text += `.${stream.expect("name").value}`;
  return { text, place: span(first, first, stream.last) };
}

/** Tokens that begin the one argument of a test without parentheses: `x is divisibleby 3`. */
const ARGUMENT_STARTS: readonly Expected[] = ["name", "string", "integer", "float", "(", "[", "{"];
const NO_ARGUMENT: readonly Expected[] = ["name:else", "name:or", "name:and"];

function parseTest(parser: ParserCore, node: Expression, start: Position): Expression {
  const { stream } = parser;
  const is = stream.next();
  const negated = stream.skipIf("name:not");
  const name = parseDottedName(parser);
  const given = parseTestArguments(parser);
  const place = name.place.line === is.line ? name.place : placeOf(is);
  const test = { type: "Test", ...place, node, name: name.text, ...given } as const;
  if (!negated) return test;
  return { type: "UnaryExpr", ...span(start, is, stream.last), operator: "not", node: test };
}

function parseTestArguments(parser: ParserCore): Arguments {
  const { stream } = parser;
  if (stream.test("(")) return parseArguments(parser);
  if (!stream.testAny(ARGUMENT_STARTS) || stream.testAny(NO_ARGUMENT)) return NO_ARGUMENTS;
  if (stream.test("name:is")) parser.fail("You cannot chain multiple tests with is");
  const start = stream.current;
  return { ...NO_ARGUMENTS, args: [parsePostfix(parser, parsePrimary(parser), start)] };
}
