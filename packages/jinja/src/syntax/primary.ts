// What expressions are made of: names, constants, and what stands in brackets.
import type { Const, Dict, Expression, List, Tuple } from "./ast.ts";
import { type ParserCore, placeOf, span } from "./core.ts";
import type { TupleOptions } from "./extension.ts";
import { describeToken, type Expected, type Token } from "./tokens.ts";
import { quote } from "../values/quote.ts";

/** Names that are constants; they cannot be assigned to. */
export const CONSTANTS: ReadonlyMap<unknown, boolean | null> = new Map<string, boolean | null>([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["none", null],
  ["None", null],
]);

/** The smallest whole: no operators, nothing after it. */
export function parsePrimary(parser: ParserCore): Expression {
  const token = parser.stream.current;
  switch (token.type) {
    case "name":
      return nameOrConstant(parser.stream.next());
    case "string":
      return parseStrings(parser);
    case "integer":
      return { type: "Const", ...placeOf(parser.stream.next()), value: token.value };
    case "float":
      return { type: "Const", ...placeOf(parser.stream.next()), value: token.value, float: true };
    case "(":
      return parseParentheses(parser);
    case "[":
      return parseList(parser);
    case "{":
      return parseDict(parser);
    default:
      return parser.fail(`unexpected ${quote(describeToken(token))}`, token);
  }
}

function nameOrConstant(token: Token): Expression {
  const constant = CONSTANTS.get(token.value);
  if (constant !== undefined) return { type: "Const", ...placeOf(token), value: constant };
  return { type: "Name", ...placeOf(token), name: String(token.value), ctx: "load" };
}

/** Adjacent strings are one. */
function parseStrings(parser: ParserCore): Const {
  const { stream } = parser;
  const start = stream.next();
  const parts = [start.value];
  while (stream.test("string")) parts.push(stream.next().value);
  return { type: "Const", ...span(start, start, stream.last), value: parts.join("") };
}

function parseParentheses(parser: ParserCore): Expression {
  const start = parser.stream.next();
  const node = parseTuple(parser, { explicit: true });
  parser.stream.expect(")");
  return node.type === "Tuple" ? { ...node, ...span(start, start, parser.stream.last) } : node;
}

interface TupleParsing extends TupleOptions {
  /** Parentheses are around it: it may be empty. */
  readonly explicit?: boolean;
  /** Reads an item, where it is not any expression. */
  readonly item?: (parser: ParserCore) => Expression;
}

/** What may follow a trailing comma. */
const TUPLE_ENDS: readonly Expected[] = ["variable_end", "block_end", ")"];

/** An expression, or a tuple where commas follow; a trailing comma makes a tuple of one. */
export function parseTuple(parser: ParserCore, options: TupleParsing): Expression {
  const { stream } = parser;
  const start = stream.current;
  const items: Expression[] = [];
  let commas = false;
  for (;;) {
    if (stream.testAny(TUPLE_ENDS)) break;
    items.push(options.item ? options.item(parser) : parser.parseExpression(options.conditional ?? true));
    if (!stream.skipIf(",")) break;
    commas = true;
  }
  const [first] = items;
  if (!commas) {
    if (first !== undefined) return first;
    if (options.explicit !== true) {
      parser.fail(`Expected an expression, got ${quote(describeToken(stream.current))}`);
    }
  }
  return { type: "Tuple", ...span(start, start, stream.last), items, ctx: "load" } satisfies Tuple;
}

function parseList(parser: ParserCore): List {
  const { stream } = parser;
  const start = stream.next();
  const items: Expression[] = [];
  while (!stream.test("]")) {
    if (items.length > 0) stream.expect(",");
    if (stream.test("]")) break;
    items.push(parser.parseExpression());
  }
  stream.expect("]");
  return { type: "List", ...span(start, start, stream.last), items };
}

function parseDict(parser: ParserCore): Dict {
  const { stream } = parser;
  const start = stream.next();
  const items: Dict["items"][number][] = [];
  while (!stream.test("}")) {
    if (items.length > 0) stream.expect(",");
    if (stream.test("}")) break;
    const key = parser.parseExpression();
    stream.expect(":");
    items.push({ key, value: parser.parseExpression() });
  }
  stream.expect("}");
  return { type: "Dict", ...span(start, start, stream.last), items };
}
