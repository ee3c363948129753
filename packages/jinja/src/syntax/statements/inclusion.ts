// Other templates within this one: `include`, `import` and `from … import`.
import { TemplateAssertionError } from "../../errors.ts";
import type { FromImport, Import, Include } from "../ast.ts";
import { placeOf } from "../core.ts";
import type { ParserApi } from "../extension.ts";

/** `{% include template ignore missing without context %}`. */
export function parseInclude(parser: ParserApi): Include {
  const { stream } = parser;
  const place = placeOf(stream.next());
  const template = parser.parseExpression();
  const ignoreMissing = stream.test("name:ignore") && looksAt(parser, "missing");
  if (ignoreMissing) {
    stream.next();
    stream.next();
  }
  return { type: "Include", ...place, template, withContext: parseContext(parser) ?? true, ignoreMissing };
}

/** `{% import template as name with context %}`. */
export function parseImport(parser: ParserApi): Import {
  const { stream } = parser;
  const place = placeOf(stream.next());
  const template = parser.parseExpression();
  stream.expect("name:as");
  const target = parser.parseAssignName().name;
  return { type: "Import", ...place, template, target, withContext: parseContext(parser) ?? false };
}

/** `{% from template import a, b as c with context %}`; a comma may end the list. */
export function parseFromImport(parser: ParserApi): FromImport {
  const { stream } = parser;
  const place = placeOf(stream.next());
  const template = parser.parseExpression();
  stream.expect("name:import");
  const names: FromImport["names"][number][] = [];
  let withContext: boolean | null = null;
  do {
    if (names.length > 0) stream.expect(",");
    if (!stream.test("name")) stream.expect("name");
    withContext = parseContext(parser);
    if (withContext !== null) break;
    names.push(parseImported(parser));
    withContext = parseContext(parser);
  } while (withContext === null && stream.test(","));
  return { type: "FromImport", ...place, template, names, withContext: withContext ?? false };
}

function parseImported(parser: ParserApi): FromImport["names"][number] {
  const { name, ...place } = parser.parseAssignName();
  if (name.startsWith("_")) {
    parser.fail("names starting with an underline can not be imported", place, TemplateAssertionError);
  }
  return { name, alias: parser.stream.skipIf("name:as") ? parser.parseAssignName().name : null };
}

/** `with context` or `without context`; null where neither is here. */
function parseContext(parser: ParserApi): boolean | null {
  const { stream } = parser;
  if (!stream.testAny(["name:with", "name:without"]) || !looksAt(parser, "context")) return null;
  const withContext = stream.next().value === "with";
  stream.next();
  return withContext;
}

function looksAt(parser: ParserApi, name: string): boolean {
  const token = parser.stream.look();
  return token.type === "name" && token.value === name;
}
