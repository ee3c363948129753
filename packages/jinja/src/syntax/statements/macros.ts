// `macro`, `call` and `filter`.
import type { CallBlock, FilterBlock, Macro } from "../ast.ts";
import { placeOf } from "../core.ts";
import type { ParserApi } from "../extension.ts";

/** `{% macro name(a, b=1) %}body{% endmacro %}`. */
export function parseMacro(parser: ParserApi): Macro {
  const place = placeOf(parser.stream.next());
  const { name } = parser.parseAssignName();
  const signature = parser.parseSignature();
  return { type: "Macro", ...place, name, ...signature, body: parser.parseStatements(["name:endmacro"], true) };
}

/** `{% call(a) macro() %}body{% endcall %}`: the body becomes `caller`. */
export function parseCallBlock(parser: ParserApi): CallBlock {
  const { stream } = parser;
  const place = placeOf(stream.next());
  const signature = stream.test("(") ? parser.parseSignature() : { args: [], defaults: [] };
  const call = parser.parseExpression();
  if (call.type !== "Call") return parser.fail("expected call", place);
  return { type: "CallBlock", ...place, call, ...signature, body: parser.parseStatements(["name:endcall"], true) };
}

/** `{% filter upper|trim %}body{% endfilter %}`. */
export function parseFilterBlock(parser: ParserApi): FilterBlock {
  const place = placeOf(parser.stream.next());
  const filter = parser.parseFilterChain(true);
  if (filter === null) return parser.fail("expected a filter", place);
  return { type: "FilterBlock", ...place, filter, body: parser.parseStatements(["name:endfilter"], true) };
}
