// What is assigned to: names, tuples of names, attributes of a namespace; and the parameters of macros.
import type { Expression, Name, Target } from "./ast.ts";
import { type ParserCore, placeOf, span } from "./core.ts";
import type { TargetOptions } from "./extension.ts";
import { CONSTANTS, parsePrimary, parseTuple } from "./primary.ts";

/** `a`, `a, b`, `(a, b)`, or `ns.attr` where the statement allows it. */
export function parseAssignTarget(parser: ParserCore, options: TargetOptions): Target {
  const item = options.namespaces === true ? parseNamespaceItem : parsePrimary;
  return toTarget(parser, parseTuple(parser, { item }));
}

function parseNamespaceItem(parser: ParserCore): Expression {
  const { stream } = parser;
  const primary = parsePrimary(parser);
  if (primary.type !== "Name" || !stream.skipIf(".")) return primary;
  const attribute = stream.expect("name");
  return { type: "NSRef", ...span(primary, primary, attribute), name: primary.name, attr: String(attribute.value) };
}

/** The same tree, for storing. */
function toTarget(parser: ParserCore, node: Expression): Target {
  const target = asTarget(node);
  // Jinja names the outermost node, also where the fault is within a tuple.
  return target ?? parser.fail(`can't assign to '${node.type.toLowerCase()}'`, node);
}

function asTarget(node: Expression): Target | null {
  if (node.type === "Name") return { ...node, ctx: "store" };
  if (node.type === "NSRef") return node;
  if (node.type !== "Tuple") return null;
  const items = node.items.map(asTarget);
  return items.every(item => item !== null) ? { ...node, items, ctx: "store" } : null;
}

/** A name alone. Raises TemplateSyntaxError for constants and all else. */
export function parseAssignName(parser: ParserCore): Name {
  const token = parser.stream.expect("name");
  if (CONSTANTS.has(token.value)) parser.fail("can't assign to 'name'", token);
  return { type: "Name", ...placeOf(token), name: String(token.value), ctx: "store" };
}

/** `(a, b=1)`: parameters with defaults come last. */
export function parseSignature(parser: ParserCore): {
  readonly args: readonly Name[];
  readonly defaults: Expression[];
} {
  const { stream } = parser;
  const args: Name[] = [];
  const defaults: Expression[] = [];
  stream.expect("(");
  while (!stream.test(")")) {
    if (args.length > 0) stream.expect(",");
    const parameter = parseAssignName(parser);
    if (stream.skipIf("=")) defaults.push(parser.parseExpression());
    else if (defaults.length > 0) parser.fail("non-default argument follows default argument");
    args.push({ ...parameter, ctx: "param" });
  }
  stream.expect(")");
  return { args, defaults };
}
