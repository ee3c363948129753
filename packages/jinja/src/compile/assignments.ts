// Code for what gives variables their values: `set`, block set, `with`, targets of loops.
import type { Assign, AssignBlock, Target, With } from "../syntax/ast.ts";
import { analyze } from "./analyze.ts";
import { filter } from "./calls.ts";
import { allNodes } from "./children.ts";
import { type Frame, inner } from "./frame.ts";
import { chargeOutput } from "./functions.ts";
import { quote } from "./names.ts";
import type { Binding, Scope } from "./scope.ts";
import type { Unit } from "./unit.ts";

/** The value of a variable before anything assigns it; undefined for parameters. */
function firstValue({ name, origin }: Binding): string | undefined {
  switch (origin.from) {
    case "context":
      return `context.resolve(${quote(name)})`;
    case "outer":
      return origin.outer.id;
    case "nothing":
      return "undefined";
    default:
      return undefined;
  }
}

/** Gives a frame's variables their first values and, unless that was done before, declares them. Once for each frame. */
export function enter(unit: Unit, scope: Scope, declare: "let " | "" = "let "): void {
  for (const binding of scope.bindings.values()) {
    const value = firstValue(binding);
    if (value !== undefined) unit.writer.line(`${declare}${binding.id} = ${value};`);
  }
  unit.locals.set(scope, unit.writer.reserve());
}

/** A new frame for `body` in braces of its own. */
export function block(unit: Unit, frame: Frame, scope: Scope, body: (frame: Frame) => void): void {
  unit.writer.open("");
  enter(unit, scope);
  body(inner(frame, scope));
  unit.writer.close();
}

/** Assigns the value that `code` gives; tuples are unpacked. */
export function assign(unit: Unit, target: Target, code: string, frame: Frame): void {
  if (target.type === "Name") {
    unit.writer.line(`${frame.scope.id(target.name)} = ${code};`);
  } else if (target.type === "NSRef") {
    const namespace = frame.scope.id(target.name);
    unit.writer.line(`${unit.use("setNamespace")}(${namespace}, ${quote(target.attr)}, ${code});`);
  } else {
    const values = unit.id("values");
    unit.writer.line(`const ${values} = ${unit.use("unpack")}(${code}, ${target.items.length});`);
    for (const [index, item] of target.items.entries()) assign(unit, item as Target, `${values}[${index}]`, frame);
  }
}

/** The names that a target assigns. */
export function assignedNames(target: Target): string[] {
  const names = allNodes(target).flatMap(node => (node.type === "Name" ? [node.name] : []));
  return [...new Set(names)].toSorted();
}

/** Makes an assignment known outside the template's own variables: to the context, or to what wants the context. */
function publish(unit: Unit, target: Target, frame: Frame): void {
  const names = assignedNames(target);
  if (frame.locals !== null) {
    for (const name of names) unit.writer.line(`${frame.locals}.set(${quote(name)}, ${frame.scope.id(name)});`);
  } else if (frame.toplevel) {
    for (const name of names) exportName(unit, name, frame.scope.id(name));
  }
}

/** Sets a variable of the context; it is exported unless its name begins with `_`. */
export function exportName(unit: Unit, name: string, code: string): void {
  unit.writer.line(`context.vars.set(${quote(name)}, ${code});`);
  if (!name.startsWith("_")) unit.writer.line(`context.exported.add(${quote(name)});`);
}

function checkNamespaces(unit: Unit, target: Target, frame: Frame): void {
  const names = allNodes(target).flatMap(node => (node.type === "NSRef" ? [node.name] : []));
  for (const name of new Set(names)) unit.writer.line(`${unit.use("checkNamespace")}(${frame.scope.id(name)});`);
}

/** `{% set a, b = value %}`. */
export function set(unit: Unit, node: Assign, frame: Frame): void {
  unit.begin(node, frame);
  checkNamespaces(unit, node.target, frame);
  assignValue(unit, node.target, unit.visit.expression(node.node, frame), frame);
}

/** Assigns and publishes; what unpacks needs braces, since it has a variable of its own. */
function assignValue(unit: Unit, target: Target, code: string, frame: Frame): void {
  const unpacks = target.type === "Tuple";
  if (unpacks) unit.writer.open("");
  assign(unit, target, code, frame);
  if (unpacks) unit.writer.close();
  publish(unit, target, frame);
}

/** `{% set x %}…{% endset %}`: the output, as Markup where autoescape is on. */
export function setBlock(unit: Unit, node: AssignBlock, frame: Frame): void {
  const scope = unit.scope(frame.scope);
  analyze(scope, node.body);
  // Jinja forgets the names that the filter alone reads, and then fails.
  if (node.filter !== null) analyze(scope, [node.filter]);
  const buffer = unit.id("o");
  unit.begin(node, frame);
  unit.writer.open("");
  enter(unit, scope);
  unit.writer.line(`let ${buffer} = "";`);
  const body = { ...inner(frame, scope), buffer, outputCheck: false };
  unit.visit.statements(node.body, body);
  unit.begin(node, frame);
  chargeOutput(unit, buffer);
  const value = node.filter === null ? buffer : filter(unit, node.filter, body);
  assign(unit, node.target, `${unit.use("safeIfAutoescape")}(context, ${value})`, frame);
  publish(unit, node.target, frame);
  unit.writer.close();
}

/** `{% with a = 1 %}`: the values see nothing of each other. */
export function withBlock(unit: Unit, node: With, frame: Frame): void {
  const scope = unit.scope(frame.scope);
  analyze(scope, node.targets);
  analyze(scope, node.body);
  unit.begin(node, frame);
  block(unit, frame, scope, inside => {
    const names = new Set(node.targets.flatMap(assignedNames));
    if (names.size > 0) unit.writer.line(`let ${[...names].map(name => scope.id(name)).join(", ")};`);
    for (const [index, target] of node.targets.entries()) {
      const value = node.values[index];
      if (value !== undefined) assign(unit, target, unit.visit.expression(value, frame), inside);
    }
    unit.visit.statements(node.body, inside);
  });
}
