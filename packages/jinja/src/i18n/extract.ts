// The texts of a template that are to be translated, for tools that make catalogs (jinja2.ext.extract_from_ast).
import type { Call, Expression, Template } from "../syntax/ast.ts";
import { findAll } from "../syntax/walk.ts";

/** A call of one of gettext's functions; `{% trans %}` is one, too. */
export interface ExtractedMessage {
  /** From 1 on. */
  readonly line: number;
  /** "gettext", "ngettext", "_". */
  readonly function: string;
  /** Its arguments in order: texts that the source tells, null for what is known at run time only. */
  readonly texts: readonly (string | null)[];
}

const FUNCTIONS: readonly string[] = ["_", "gettext", "ngettext", "pgettext", "npgettext"];

function textOf(argument: Expression): string | null {
  return argument.type === "Const" && typeof argument.value === "string" ? argument.value : null;
}

function textsOf(call: Call): (string | null)[] {
  const unknown = [...call.kwargs, call.dynArgs, call.dynKwargs].filter(argument => argument !== null);
  return [...call.args.map(textOf), ...unknown.map(() => null)];
}

/** All messages of a syntax tree (`environment.parse(source)`) in the order of the source. */
export function* extractTranslations(
  tree: Template,
  functions: readonly string[] = FUNCTIONS,
): Generator<ExtractedMessage> {
  for (const call of findAll(tree, "Call")) {
    if (call.node.type !== "Name" || !functions.includes(call.node.name)) continue;
    yield { line: call.line, function: call.node.name, texts: textsOf(call) };
  }
}
