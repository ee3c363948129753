// Code for macros and call blocks.
import type { CallBlock, Macro } from "../syntax/ast.ts";
import { analyze } from "./analyze.ts";
import { enter, exportName } from "./assignments.ts";
import { call } from "./calls.ts";
import { type Frame, inner } from "./frame.ts";
import { traced } from "./functions.ts";
import { mangle, quote } from "./names.ts";
import type { Scope } from "./scope.ts";
import type { Unit } from "./unit.ts";
import { undeclared } from "./uses.ts";

type Callable = Macro | CallBlock;

/** What a macro's body makes use of besides its own arguments. */
interface Extras {
  readonly caller: boolean;
  readonly kwargs: boolean;
  readonly varargs: boolean;
}

function checkArguments(unit: Unit, node: Callable, wantsCaller: boolean): void {
  const names = node.args.map(arg => arg.name);
  for (const [index, arg] of node.args.entries()) {
    if (names.indexOf(arg.name) !== index) {
      unit.refuse(`duplicate argument '${arg.name}' in function definition`, arg);
    }
  }
  const explicit = names.indexOf("caller");
  if (wantsCaller && explicit !== -1 && names.length - explicit > node.defaults.length) {
    unit.fail(
      'When defining macros or call blocks the special "caller" argument must be omitted or be given a default.',
      node,
    );
  }
}

/** Declares the parameters: the macro's own, then what the body asks for. */
function parameters(node: Callable, scope: Scope, extras: Extras): string[] {
  const own = node.args.map(arg => scope.declare(arg.name).id);
  const names = new Set(node.args.map(arg => arg.name));
  const special = (["caller", "kwargs", "varargs"] as const).filter(name => extras[name] && !names.has(name));
  return [...own, ...special.map(name => scope.declare(name).id)];
}

/** Parameters that were not given get their defaults, in order; each sees those before it. */
function defaults(unit: Unit, node: Callable, frame: Frame): void {
  for (const [index, arg] of node.args.entries()) {
    const id = frame.scope.id(arg.name);
    const value = node.defaults[index - node.args.length + node.defaults.length];
    unit.begin(arg, frame);
    const hint = quote(`parameter '${arg.name}' was not provided`);
    const code =
      value === undefined
        ? `${unit.use("notProvided")}(${hint}, ${quote(arg.name)})`
        : unit.visit.expression(value, frame);
    unit.writer.line(`if (${id} === undefined) ${id} = ${code};`);
  }
}

/** Writes the function of a macro or a call block's body; returns the code that makes the macro's object. */
function define(unit: Unit, node: Callable, frame: Frame): string {
  const scope = unit.scope(frame.scope);
  const found = undeclared(node.body, ["caller", "kwargs", "varargs"]);
  const extras = { caller: found.has("caller"), kwargs: found.has("kwargs"), varargs: found.has("varargs") };
  checkArguments(unit, node, extras.caller);
  const names = node.args.map(arg => arg.name);
  const ids = parameters(node, scope, extras);
  analyze(scope, [...node.defaults, ...node.body]);
  const name = node.type === "Macro" ? node.name : "caller";
  const fn = unit.id(node.type === "Macro" ? `macro_${mangle(name)}` : "caller");
  traced(unit, `${fn}(${ids.join(", ")})`, node.type === "Macro" ? `macro ${name}` : "call block", state => {
    const inside: Frame = { ...inner(frame, scope), fn: state, buffer: "o", outputCheck: false, inLoop: false };
    enter(unit, scope);
    defaults(unit, node, inside);
    unit.visit.statements(node.body, inside);
  });
  const catchKwargs = extras.kwargs && !names.includes("kwargs");
  const catchVarargs = extras.varargs && !names.includes("varargs");
  const label = node.type === "Macro" ? quote(name) : "null";
  const facts = `{ kwargs: ${catchKwargs}, varargs: ${catchVarargs}, caller: ${extras.caller} }`;
  const list = names.map(quote).join(", ");
  return `${unit.use("macro")}(${label}, [${list}], ${fn}, ${facts}, context.evalContext.autoescape)`;
}

/** `{% macro name(…) %}`: a function, and the variable that holds it. */
export function macro(unit: Unit, node: Macro, frame: Frame): void {
  unit.writer.at(node.line);
  const code = define(unit, node, frame);
  const id = frame.scope.id(node.name);
  unit.begin(node, frame);
  unit.writer.line(`${id} = ${code};`);
  if (frame.toplevel) exportName(unit, node.name, id);
}

/** `{% call(…) macro(…) %}`: the body is the argument `caller`. */
export function callBlock(unit: Unit, node: CallBlock, frame: Frame): void {
  unit.writer.open("");
  const code = define(unit, node, frame);
  const caller = unit.id("caller");
  unit.begin(node, frame);
  unit.writer.line(`const ${caller} = ${code};`);
  unit.writer.line(`${frame.buffer} += ${unit.use("written")}(${call(unit, node.call, frame, caller)});`);
  unit.writer.close();
}
