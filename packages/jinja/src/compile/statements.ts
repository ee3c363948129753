// Code for statements: each kind has its own file; what is small is here.
import type { Autoescape, FilterBlock, If, Scope as ScopeNode, Statement } from "../syntax/ast.ts";
import { truth } from "../values/truth.ts";
import { analyze } from "./analyze.ts";
import { block, enter, set, setBlock, withBlock } from "./assignments.ts";
import { filter } from "./calls.ts";
import { fold } from "./fold.ts";
import { type Frame, inner, soft } from "./frame.ts";
import { chargeOutput } from "./functions.ts";
import { fromImport, importTemplate, include } from "./imports.ts";
import { extend, placeBlock, StopWriting } from "./inheritance.ts";
import { forLoop, jump } from "./loops.ts";
import { callBlock, macro } from "./macros.ts";
import { output } from "./output.ts";
import type { Unit } from "./unit.ts";

/** More branches than this are written one after the other: JavaScript's parser reads `else if` as nested. */
const MOST_NESTED = 100;

function condition(unit: Unit, node: If, frame: Frame): void {
  if (node.elif.length > MOST_NESTED) return manyBranches(unit, node, frame);
  const branch = soft(frame);
  unit.begin(node, frame);
  unit.writer.open(`if (${unit.visit.condition(node.test, branch)})`);
  unit.visit.statements(node.body, branch);
  for (const other of node.elif) {
    unit.writer.at(other.line);
    unit.writer.next(`else if ((${unit.at(other)}, ${unit.visit.condition(other.test, branch)}))`);
    unit.visit.statements(other.body, branch);
  }
  if (node.else.length > 0) {
    unit.writer.next("else");
    unit.visit.statements(node.else, branch);
  }
  unit.writer.close();
}

/** The same as a row of conditions, each of which leaves the row when its branch has run. */
function manyBranches(unit: Unit, node: If, frame: Frame): void {
  const branch = soft(frame);
  const row = unit.id("row");
  unit.writer.open(`${row}:`);
  for (const part of [node, ...node.elif]) {
    unit.begin(part, frame);
    unit.writer.open(`if (${unit.visit.condition(part.test, branch)})`);
    unit.visit.statements(part.body, branch);
    unit.writer.line(`break ${row};`);
    unit.writer.close();
  }
  unit.visit.statements(node.else, branch);
  unit.writer.close();
}

function filterBlock(unit: Unit, node: FilterBlock, frame: Frame): void {
  const scope = unit.scope(frame.scope);
  analyze(scope, [...node.body, node.filter]);
  const buffer = unit.id("o");
  unit.begin(node, frame);
  unit.writer.open("");
  enter(unit, scope);
  unit.writer.line(`let ${buffer} = "";`);
  const body = { ...inner(frame, scope), buffer };
  unit.visit.statements(node.body, body);
  unit.begin(node, frame);
  chargeOutput(unit, buffer);
  unit.writer.line(`${frame.buffer} += ${unit.use("written")}(${filter(unit, node.filter, body)});`);
  unit.writer.close();
}

function scopeBlock(unit: Unit, node: ScopeNode, frame: Frame): void {
  const scope = unit.scope(frame.scope);
  analyze(scope, node.body);
  block(unit, frame, scope, inside => unit.visit.statements(node.body, inside));
}

/** The body with another setting of autoescape; only the running template knows it where the value is no constant. */
function autoescape(unit: Unit, node: Autoescape, frame: Frame): void {
  const scope = unit.scope(frame.scope);
  analyze(scope, [node.value, ...node.body]);
  const before = unit.id("autoescape");
  unit.begin(node, frame);
  block(unit, frame, scope, inside => {
    unit.writer.line(`const ${before} = context.evalContext.autoescape;`);
    unit.writer.line(`context.evalContext.autoescape = ${unit.visit.condition(node.value, inside)};`);
    const known = fold(unit, node.value, inside);
    const setting = known === undefined ? { volatile: true } : { autoescape: truth(known.value) };
    unit.visit.statements(node.body, { ...inside, ...setting });
    unit.writer.line(`context.evalContext.autoescape = ${before};`);
  });
}

function statement(unit: Unit, node: Statement, frame: Frame): void {
  switch (node.type) {
    case "Output":
      return output(unit, node, frame);
    case "If":
      return condition(unit, node, frame);
    case "For":
      return forLoop(unit, node, frame);
    case "Assign":
      return set(unit, node, frame);
    case "AssignBlock":
      return setBlock(unit, node, frame);
    case "With":
      return withBlock(unit, node, frame);
    case "Macro":
      return macro(unit, node, frame);
    case "CallBlock":
      return callBlock(unit, node, frame);
    case "FilterBlock":
      return filterBlock(unit, node, frame);
    case "Block":
      return placeBlock(unit, node, frame);
    case "Extends":
      return extend(unit, node, frame);
    case "Include":
      return include(unit, node, frame);
    case "Import":
      return importTemplate(unit, node, frame);
    case "FromImport":
      return fromImport(unit, node, frame);
    case "ExprStmt":
      unit.begin(node, frame);
      return unit.writer.line(`${unit.visit.expression(node.node, frame)};`);
    case "Break":
      return jump(unit, node, "break", frame);
    case "Continue":
      return jump(unit, node, "continue", frame);
    case "Scope":
      return scopeBlock(unit, node, frame);
    case "Autoescape":
      return autoescape(unit, node, frame);
  }
}

/** Code for a body; stops where nothing can run any more. */
export function statements(unit: Unit, nodes: readonly Statement[], frame: Frame): void {
  try {
    for (const node of nodes) statement(unit, node, frame);
  } catch (error) {
    if (!(error instanceof StopWriting)) throw error;
  }
}
