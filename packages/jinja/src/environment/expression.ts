// Expressions alone, outside of templates (Environment.compileExpression).
import { TemplateSyntaxError } from "../errors.ts";
import type { Expression, Template } from "../syntax/ast.ts";
import type { ParseOptions } from "../syntax/options.ts";
import { parse } from "../syntax/parser.ts";

/** Characters that stand in no expression around the source, so that the parser reads it as one that is printed. */
const delimiters: ParseOptions = {
  variableStart: "\u0001",
  variableEnd: "\u0002",
  blockStart: "\u0003",
  blockEnd: "\u0004",
  commentStart: "\u0005",
  commentEnd: "\u0006",
  lineStatementPrefix: null,
  lineCommentPrefix: null,
};

function onlyExpression(tree: Template): Expression | undefined {
  const [output, ...others] = tree.body;
  if (output?.type !== "Output" || others.length > 0 || output.nodes.length !== 1) return undefined;
  const [node] = output.nodes;
  return node === undefined || node.type === "TemplateData" ? undefined : node;
}

/** What the parser calls the end of the source here. */
const END = "'end of print statement'";

/** The variable that holds the result. */
export const RESULT = "result";

/** Parses as if the expression were printed, and tells errors as what they are without the delimiters. */
function parseAlone(source: string, options: ParseOptions): Template {
  try {
    return parse(`\u0001${source}\u0002`, { ...options, ...delimiters });
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError) || !error.message.includes(END)) throw error;
    const more = error.message.startsWith(`expected token ${END}`);
    throw new TemplateSyntaxError(more ? "chunk after expression" : "unexpected 'end of template'", {
      line: error.lineno,
      source,
    });
  }
}

/** A template that only sets the variable `result`. Raises TemplateSyntaxError where the source is not one expression. */
export function expressionTemplate(source: string, options: ParseOptions): Template {
  const tree = parseAlone(source, options);
  const node = onlyExpression(tree);
  if (node === undefined || (node.type === "Tuple" && !/^\s*\(/.test(source))) {
    throw new TemplateSyntaxError("chunk after expression", { line: 1, source });
  }
  const place = { line: 1, column: 1 };
  const target = { ...place, type: "Name", name: RESULT, ctx: "store" } as const;
  return { ...place, type: "Template", body: [{ ...place, type: "Assign", target, node }] };
}
