// Operators: from `x if y else z` down to unary minus, by precedence.
import type { BinaryOperator, Compare, CompareOperator, Expression, Position } from "./ast.ts";
import { type ParserCore, span } from "./core.ts";
import { parsePostfix, parseTrailers } from "./postfix.ts";
import { parsePrimary } from "./primary.ts";
import type { Token } from "./tokens.ts";

/** How tightly operators bind. `not` stands between `and` and comparisons; unary minus binds tightest. */
const LEVEL = { or: 0, and: 1, not: 2, compare: 3, sum: 4, concat: 5, product: 6, power: 7, unary: 8 } as const;

/** All are left-associative, also `**`: 2**3**2 is 64. */
const BINARY: ReadonlyMap<unknown, number> = new Map<BinaryOperator, number>([
  ["+", LEVEL.sum],
  ["-", LEVEL.sum],
  ["*", LEVEL.product],
  ["/", LEVEL.product],
  ["//", LEVEL.product],
  ["%", LEVEL.product],
  ["**", LEVEL.power],
]);

const COMPARE: ReadonlyMap<unknown, CompareOperator> = new Map<string, CompareOperator>([
  ["==", "eq"],
  ["!=", "ne"],
  ["<", "lt"],
  ["<=", "lteq"],
  [">", "gt"],
  [">=", "gteq"],
]);

/** A whole expression; without inline `if` where `conditional` is false. */
export function parseExpression(parser: ParserCore, conditional: boolean): Expression {
  parser.enter();
  const node = conditional ? parseConditional(parser) : parseBinary(parser, LEVEL.or);
  parser.leave();
  return node;
}

function parseConditional(parser: ParserCore): Expression {
  const { stream } = parser;
  const start = stream.current;
  let body = parseBinary(parser, LEVEL.or);
  while (stream.test("name:if")) {
    const at = stream.next();
    const test = parseBinary(parser, LEVEL.or);
    const otherwise = stream.skipIf("name:else") ? parseExpression(parser, true) : null;
    body = { type: "CondExpr", ...span(start, at, stream.last), test, body, else: otherwise };
  }
  return body;
}

/** Operands of at least this level with the operators between them. */
function parseBinary(parser: ParserCore, lowest: number): Expression {
  const start = parser.stream.current;
  let left = lowest <= LEVEL.not && parser.stream.test("name:not") ? parseNot(parser) : parseUnary(parser, true);
  for (;;) {
    const joined = parseOperator(parser, { left, start }, lowest);
    if (joined === null) return left;
    left = joined;
  }
}

function parseNot(parser: ParserCore): Expression {
  const at = parser.stream.next();
  parser.enter();
  const node = parseBinary(parser, LEVEL.not);
  parser.leave();
  return { type: "UnaryExpr", ...span(at, at, parser.stream.last), operator: "not", node };
}

/** What stands at the left of an operator, and where it begins. */
interface Operand {
  readonly left: Expression;
  readonly start: Position;
}

/** The operator after an operand, if it binds tightly enough, and its right side. */
function parseOperator(parser: ParserCore, before: Operand, lowest: number): Expression | null {
  const { current } = parser.stream;
  const level = BINARY.get(current.type);
  if (level !== undefined) return level < lowest ? null : join(parser, before, level, current.type as BinaryOperator);
  if (current.type === "~") return lowest > LEVEL.concat ? null : parseConcat(parser, before);
  if (current.type === "name" && (current.value === "and" || current.value === "or")) {
    const logical = LEVEL[current.value];
    return logical < lowest ? null : join(parser, before, logical, current.value);
  }
  return lowest > LEVEL.compare || comparison(parser) === null ? null : parseCompare(parser, before);
}

function join(parser: ParserCore, { left, start }: Operand, level: number, operator: BinaryOperator): Expression {
  const at = parser.stream.next();
  const right = parseBinary(parser, level + 1);
  return { type: "BinExpr", ...span(start, at, parser.stream.last), operator, left, right };
}

function parseConcat(parser: ParserCore, { left, start }: Operand): Expression {
  const at: Position = parser.stream.current;
  const nodes = [left];
  while (parser.stream.skipIf("~")) nodes.push(parseBinary(parser, LEVEL.concat + 1));
  return { type: "Concat", ...span(start, at, parser.stream.last), nodes };
}

function parseCompare(parser: ParserCore, { left, start }: Operand): Expression {
  const at: Position = parser.stream.current;
  const ops: Compare["ops"][number][] = [];
  for (let op = comparison(parser); op !== null; op = comparison(parser)) {
    parser.stream.next();
    if (op === "notin") parser.stream.next();
    ops.push({ op, expr: parseBinary(parser, LEVEL.compare + 1) });
  }
  return { type: "Compare", ...span(start, at, parser.stream.last), expr: left, ops };
}

/** The comparison that the current token begins, or null. */
function comparison(parser: ParserCore): CompareOperator | null {
  const { stream } = parser;
  if (stream.current.type !== "name") return COMPARE.get(stream.current.type) ?? null;
  if (stream.test("name:in")) return "in";
  if (!stream.test("name:not")) return null;
  const after: Token = stream.look();
  return after.type === "name" && after.value === "in" ? "notin" : null;
}

/** A sign binds tighter than filters do: `-x|abs` is `(-x)|abs`; attributes and calls come before it. */
function parseUnary(parser: ParserCore, trailers: boolean): Expression {
  const { stream } = parser;
  const start = stream.current;
  const sign = start.type;
  let node: Expression;
  if (sign === "-" || sign === "+") {
    stream.next();
    parser.enter();
    const operand = parseUnary(parser, false);
    parser.leave();
    node = { type: "UnaryExpr", ...span(start, start, stream.last), operator: sign, node: operand };
  } else {
    node = parsePrimary(parser);
  }
  node = parsePostfix(parser, node, start);
  return trailers ? parseTrailers(parser, node, start) : node;
}
