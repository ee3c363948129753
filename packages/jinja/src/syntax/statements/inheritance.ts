// `extends` and `block`.
import type { Block, Extends, Statement } from "../ast.ts";
import { isBlank } from "../characters.ts";
import { placeOf } from "../core.ts";
import type { ParserApi } from "../extension.ts";

/** `{% extends template %}`. */
export function parseExtends(parser: ParserApi): Extends {
  const place = placeOf(parser.stream.next());
  return { type: "Extends", ...place, template: parser.parseExpression() };
}

/** `{% block name scoped required %}body{% endblock name %}`. */
export function parseBlock(parser: ParserApi): Block {
  const { stream } = parser;
  const place = placeOf(stream.next());
  const name = String(stream.expect("name").value);
  const scoped = stream.skipIf("name:scoped");
  const required = stream.skipIf("name:required");
  if (stream.test("-")) {
    parser.fail(
      "Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.",
    );
  }
  const body = parser.parseStatements(["name:endblock"], true);
  if (required && !body.every(holdsNothing)) parser.fail("Required blocks can only contain comments or whitespace");
  stream.skipIf(`name:${name}`);
  return { type: "Block", ...place, name, body, scoped, required };
}

function holdsNothing(statement: Statement): boolean {
  return (
    statement.type === "Output" && statement.nodes.every(node => node.type === "TemplateData" && isBlank(node.data))
  );
}
