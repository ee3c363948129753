// Statements about values: `set`, `with` and `print`.
import type { Assign, AssignBlock, Expression, Output, Target, With } from "../ast.ts";
import { placeOf } from "../core.ts";
import type { ParserApi } from "../extension.ts";

/** `{% set target = value %}`, or `{% set target | filter %}body{% endset %}`. */
export function parseSet(parser: ParserApi): Assign | AssignBlock {
  const { stream } = parser;
  const place = placeOf(stream.next());
  const target = parser.parseAssignTarget({ namespaces: true });
  if (stream.skipIf("=")) return { type: "Assign", ...place, target, node: parser.parseTuple() };
  const filter = parser.parseFilterChain(false);
  return { type: "AssignBlock", ...place, target, filter, body: parser.parseStatements(["name:endset"], true) };
}

/** `{% with a = 1, b = 2 %}body{% endwith %}`: the names are parameters of the body. */
export function parseWith(parser: ParserApi): With {
  const { stream } = parser;
  const place = placeOf(stream.next());
  const targets: Target[] = [];
  const values: Expression[] = [];
  while (!stream.test("block_end")) {
    if (targets.length > 0) stream.expect(",");
    targets.push(asParameter(parser.parseAssignTarget()));
    stream.expect("=");
    values.push(parser.parseExpression());
  }
  return { type: "With", ...place, targets, values, body: parser.parseStatements(["name:endwith"], true) };
}

function asParameter(target: Target): Target {
  if (target.type === "Name") return { ...target, ctx: "param" };
  if (target.type === "NSRef") return target;
  return { ...target, items: target.items.map(item => asParameter(item as Target)) };
}

/** `{% print a, b %}`. */
export function parsePrint(parser: ParserApi): Output {
  const { stream } = parser;
  const place = placeOf(stream.next());
  const nodes: Expression[] = [];
  while (!stream.test("block_end")) {
    if (nodes.length > 0) stream.expect(",");
    nodes.push(parser.parseExpression());
  }
  return { type: "Output", ...place, nodes };
}
