// Code for `include`, `import` and `from … import`.
import type { FromImport, Import, Include } from "../syntax/ast.ts";
import type { Frame } from "./frame.ts";
import { localsOf } from "./locals.ts";
import { quote } from "./names.ts";
import type { Unit } from "./unit.ts";

/** `{% include %}`: the other template's output. */
export function include(unit: Unit, node: Include, frame: Frame): void {
  unit.begin(node, frame);
  const template = unit.visit.expression(node.template, frame);
  const locals = node.withContext ? localsOf(unit, frame) : "null";
  const helper = unit.use("include");
  unit.writer.line(
    `${frame.buffer} += ${helper}(context, ${template}, ${locals}, ${node.ignoreMissing ? "true" : "false"});`,
  );
}

function moduleOf(unit: Unit, node: Import | FromImport, frame: Frame): string {
  const template = unit.visit.expression(node.template, frame);
  const locals = node.withContext ? localsOf(unit, frame) : "null";
  return `${unit.use("importModule")}(context, ${template}, ${locals})`;
}

/** Sets an imported name in the context without exporting it. */
function publish(unit: Unit, name: string, frame: Frame): void {
  if (!frame.toplevel) return;
  unit.writer.line(`context.vars.set(${quote(name)}, ${frame.scope.id(name)});`);
  if (!name.startsWith("_")) unit.writer.line(`context.exported.delete(${quote(name)});`);
}

/** `{% import … as name %}`. */
export function importTemplate(unit: Unit, node: Import, frame: Frame): void {
  unit.begin(node, frame);
  unit.writer.line(`${frame.scope.id(node.target)} = ${moduleOf(unit, node, frame)};`);
  publish(unit, node.target, frame);
}

/** `{% from … import a, b as c %}`. */
export function fromImport(unit: Unit, node: FromImport, frame: Frame): void {
  unit.begin(node, frame);
  const source = unit.id("module");
  unit.writer.line(`const ${source} = ${moduleOf(unit, node, frame)};`);
  const where = quote(unit.where(node));
  for (const { name, alias } of node.names) {
    const id = frame.scope.id(alias ?? name);
    unit.writer.line(`${id} = ${unit.use("importedName")}(${source}, ${quote(name)}, ${where});`);
    publish(unit, alias ?? name, frame);
  }
}
