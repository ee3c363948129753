// Code that prints: static text joined, expressions converted and escaped.
import type { Expression, Output, TemplateData } from "../syntax/ast.ts";
import { callValue } from "../access/call.ts";
import { signatureOf } from "../values/callable.ts";
import { escape, htmlOf } from "../values/escape.ts";
import { str } from "../values/text.ts";
import { fold } from "./fold.ts";
import type { Frame } from "./frame.ts";
import { rawName, simpleLoop } from "./lookups.ts";
import { quote } from "./names.ts";
import type { Unit } from "./unit.ts";

/** What a node prints, where that is known. */
function staticText(unit: Unit, node: Expression | TemplateData, frame: Frame): string | undefined {
  if (node.type === "TemplateData") return node.data;
  const known = fold(unit, node, frame);
  if (known === undefined) return undefined;
  try {
    return constantText(unit, known.value, frame);
  } catch {
    // It fails again when it runs, where the error belongs.
    return undefined;
  }
}

/** As Jinja does, `finalize` sees constants after they were escaped, unless it wants to know where it is called. */
function constantText(unit: Unit, value: unknown, frame: Frame): string | undefined {
  const { finalize } = unit.environment;
  if (finalize === null) return frame.autoescape ? htmlOf(value) : str(value);
  const pass = signatureOf(finalize)?.pass;
  if (pass === "context" || pass === "evalContext") return undefined;
  return str(callValue(finalize, [frame.autoescape ? escape(value) : value], null, unit.environment));
}

/** Code that gives the text of a value, which most often is text already. */
function textual(unit: Unit, value: string, otherwise: string, frame: Frame): string {
  const text = frame.autoescape ? `${unit.use("escapeText")}(${value})` : value;
  return `${text} : ${unit.use(frame.autoescape ? "html" : "text")}(${otherwise})`;
}

/** An expression's text as code. Variables and attributes are mostly text: that needs no call. */
function printed(unit: Unit, node: Expression, frame: Frame): string {
  const value = unit.visit.expression(node, frame);
  if (isCount(unit, node, frame)) return value;
  if (node.type === "Name") {
    const id = rawName(node, frame);
    return `(typeof ${id} === "string" ? ${textual(unit, id, value, frame)})`;
  }
  if (node.type !== "Getattr") return `${unit.use(frame.autoescape ? "html" : "text")}(${value})`;
  const kept = frame.fn.temp();
  return `(typeof (${kept} = ${value}) === "string" ? ${textual(unit, kept, kept, frame)})`;
}

/** A counter of a loop: a number, which JavaScript spells as Python does. */
function isCount(unit: Unit, node: Expression, frame: Frame): boolean {
  if (node.type !== "Getattr" || simpleLoop(unit, node.node, frame) === undefined) return false;
  return node.attr !== "first" && node.attr !== "last";
}

/** What stands in `{{ … }}` as code. */
function shown(unit: Unit, node: Expression, frame: Frame): string {
  const { finalize } = unit.environment;
  if (finalize === null && !frame.volatile) return printed(unit, node, frame);
  const plain = unit.visit.expression(node, frame);
  const value = finalize === null ? plain : `${unit.use("finalize")}(context, ${plain})`;
  if (frame.volatile) return `${unit.use("printVolatile")}(context, ${value})`;
  return `${unit.use(frame.autoescape ? "html" : "text")}(${value})`;
}

/** `{{ … }}` and text between tags. */
export function output(unit: Unit, node: Output, frame: Frame): void {
  if (frame.outputCheck && unit.knownExtends) return;
  if (frame.outputCheck) unit.writer.open("if (parent === null)");
  let text = "";
  for (const child of node.nodes) {
    const known = staticText(unit, child, frame);
    if (known !== undefined) {
      text += known;
      continue;
    }
    unit.begin(child, frame);
    const prefix = text === "" ? "" : `${quote(text)} + `;
    unit.writer.line(`${frame.buffer} += ${prefix}${shown(unit, child as Expression, frame)};`);
    text = "";
  }
  if (text !== "") unit.writer.line(`${frame.buffer} += ${quote(text)};`);
  if (frame.outputCheck) unit.writer.close();
}
