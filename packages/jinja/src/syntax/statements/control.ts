// Statements that decide whether and how often: `if`, `for`; and `autoescape`.
import type { Autoescape, Expression, For, If, Position, Statement } from "../ast.ts";
import { placeOf } from "../core.ts";
import type { ParserApi } from "../extension.ts";

/** `{% for target in iter if filter recursive %}body{% else %}…{% endfor %}`. */
export function parseFor(parser: ParserApi): For {
  const { stream } = parser;
  const place = placeOf(stream.next());
  const target = parser.parseAssignTarget();
  stream.expect("name:in");
  const iter = parser.parseTuple({ conditional: false });
  const filter = stream.skipIf("name:if") ? parser.parseExpression() : null;
  const recursive = stream.skipIf("name:recursive");
  const body = parser.parseStatements(["name:endfor", "name:else"]);
  const otherwise = stream.next().value === "else" ? parser.parseStatements(["name:endfor"], true) : [];
  return { type: "For", ...place, target, iter, body, else: otherwise, filter, recursive };
}

/** One test with what belongs to it. */
interface Branch extends Position {
  readonly test: Expression;
  readonly body: readonly Statement[];
}

/** `{% if test %}…{% elif test %}…{% else %}…{% endif %}`. */
export function parseIf(parser: ParserApi): If {
  const { stream } = parser;
  const first = parseBranch(parser, placeOf(stream.next()));
  const elif: If[] = [];
  let end = stream.next();
  while (end.value === "elif") {
    elif.push({ type: "If", ...parseBranch(parser, placeOf(end)), elif: [], else: [] });
    end = stream.next();
  }
  const otherwise = end.value === "else" ? parser.parseStatements(["name:endif"], true) : [];
  return { type: "If", ...first, elif, else: otherwise };
}

function parseBranch(parser: ParserApi, place: Position): Branch {
  const test = parser.parseTuple({ conditional: false });
  return { ...place, test, body: parser.parseStatements(["name:elif", "name:else", "name:endif"]) };
}

/** `{% autoescape test %}body{% endautoescape %}`. */
export function parseAutoescape(parser: ParserApi): Autoescape {
  const place = placeOf(parser.stream.next());
  const value = parser.parseExpression();
  return { type: "Autoescape", ...place, value, body: parser.parseStatements(["name:endautoescape"], true) };
}
