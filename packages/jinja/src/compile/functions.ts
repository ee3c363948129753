// JavaScript functions of a template: the root, blocks, macros, bodies of recursive loops.
import { FunctionState } from "./frame.ts";
import { quote } from "./names.ts";
import type { Unit } from "./unit.ts";

/** Declares the scratch variables that `body` turns out to need. */
function withTemps(unit: Unit, body: (fn: FunctionState) => void): void {
  const fn = new FunctionState();
  const declare = unit.writer.reserve();
  body(fn);
  const temps = fn.temps();
  declare(temps.length === 0 ? "" : `let ${temps.join(", ")};`);
}

/** In a sandbox a call counts as a loop's turn: macros that call each other are loops, too. */
function chargeCall(unit: Unit): void {
  if (unit.environment.sandboxed) unit.writer.line(`${unit.use("turn")}(0);`);
}

/** In a sandbox output that was captured counts: it could double at each turn. */
export function chargeOutput(unit: Unit, buffer: string): void {
  if (unit.environment.sandboxed) unit.writer.line(`${unit.use("turn")}(${buffer}.length);`);
}

/**
 * A function with a place of its own in errors: `what` names it there. Its output is in `o`; `last` returns it.
 * Where the error comes from is in `p`, so that nothing but an assignment is paid for it.
 */
export function traced(
  unit: Unit,
  head: string,
  what: string,
  body: (fn: FunctionState) => void,
  last = () => "return o;",
): void {
  unit.writer.open(`function ${head}`);
  unit.writer.line(`let o = "";`);
  unit.writer.line("let p = 0;");
  withTemps(unit, fn => {
    unit.writer.open("try");
    chargeCall(unit);
    body(fn);
    chargeOutput(unit, "o");
    unit.writer.line(last());
  });
  unit.writer.next("catch (error)");
  unit.writer.line(`throw ${unit.use("fail")}(error, positions, p, ${quote(what)});`);
  unit.writer.close();
  unit.writer.close();
}

/** An arrow function inside another, whose place is that of the outer one. */
export function arrow(unit: Unit, head: string, body: (fn: FunctionState) => void, tail = ";"): void {
  unit.writer.open(`${head} =>`);
  withTemps(unit, body);
  unit.writer.close(tail);
}
