// Code that prints: static text joined, expressions converted and escaped.
import type { Expression, Output, TemplateData } from "../syntax/ast.ts";
import { htmlOf } from "../values/escape.ts";
import { str } from "../values/text.ts";
import { fold } from "./fold.ts";
import type { Frame } from "./frame.ts";
import { quote } from "./names.ts";
import type { Unit } from "./unit.ts";

/** What a node prints, where that is known. */
function staticText(unit: Unit, node: Expression | TemplateData, frame: Frame): string | undefined {
  if (node.type === "TemplateData") return node.data;
  if (unit.environment.finalize !== null || frame.volatile) return undefined;
  const known = fold(unit, node, frame);
  if (known === undefined) return undefined;
  return frame.autoescape ? htmlOf(known.value) : str(known.value);
}

/** An expression's text as code. Variables and attributes are mostly text: that needs no call. */
export function printed(unit: Unit, node: Expression, frame: Frame): string {
  let value = unit.visit.expression(node, frame);
  if (unit.environment.finalize !== null) value = `${unit.use("finalize")}(context, ${value})`;
  if (frame.volatile) return `${unit.use("printVolatile")}(context, ${value})`;
  const general = unit.use(frame.autoescape ? "html" : "text");
  const isPlain = node.type === "Getattr" || node.type === "Name";
  if (!isPlain || unit.environment.finalize !== null) return `${general}(${value})`;
  const kept = frame.fn.temp();
  const text = frame.autoescape ? `${unit.use("escapeText")}(${kept})` : kept;
  return `(typeof (${kept} = ${value}) === "string" ? ${text} : ${general}(${kept}))`;
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
    unit.writer.line(`${frame.buffer} += ${prefix}${printed(unit, child as Expression, frame)};`);
    text = "";
  }
  if (text !== "") unit.writer.line(`${frame.buffer} += ${quote(text)};`);
  if (frame.outputCheck) unit.writer.close();
}
