// The arguments of a call, a filter or a test.
import type { Arguments, Expression, Keyword } from "./ast.ts";
import { type ParserCore, placeOf } from "./core.ts";
import type { Token } from "./tokens.ts";

interface Given {
  readonly args: Expression[];
  readonly kwargs: Keyword[];
  dynArgs: Expression | null;
  dynKwargs: Expression | null;
}

/** `(a, b=1, *c, **d)`, in this order. */
export function parseArguments(parser: ParserCore): Arguments {
  const { stream } = parser;
  const open = stream.expect("(");
  const given: Given = { args: [], kwargs: [], dynArgs: null, dynKwargs: null };
  for (let first = true; !stream.test(")"); first = false) {
    if (!first) stream.expect(",");
    if (stream.test(")")) break;
    parseArgument(parser, given, open);
  }
  stream.expect(")");
  return given;
}

function parseArgument(parser: ParserCore, given: Given, open: Token): void {
  const { stream } = parser;
  const ensure = (condition: boolean): void => {
    if (!condition) parser.fail("invalid syntax for function call expression", open);
  };
  if (stream.test("*")) {
    ensure(given.dynArgs === null && given.dynKwargs === null);
    stream.next();
    given.dynArgs = parser.parseExpression();
  } else if (stream.test("**")) {
    ensure(given.dynKwargs === null);
    stream.next();
    given.dynKwargs = parser.parseExpression();
  } else if (stream.test("name") && stream.look().type === "=") {
    ensure(given.dynKwargs === null);
    const key = stream.next();
    stream.next();
    given.kwargs.push({ type: "Keyword", ...placeOf(key), key: String(key.value), value: parser.parseExpression() });
  } else {
    ensure(given.dynArgs === null && given.dynKwargs === null && given.kwargs.length === 0);
    given.args.push(parser.parseExpression());
  }
}
