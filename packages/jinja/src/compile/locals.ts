// Code for what included templates and scoped blocks see of a template's variables besides its context.
import type { Frame } from "./frame.ts";
import { quote } from "./names.ts";
import type { Binding, Scope } from "./scope.ts";
import type { Unit } from "./unit.ts";

/**
 * The variables around a place, as a Map. Each frame has a function that gives them, so that thousands of includes
 * among thousands of variables do not make code by the product of both: V8 ends the whole process over it.
 */
export function localsOf(unit: Unit, frame: Frame): string {
  return calls(unit, frame.scope) ?? "new Map()";
}

/** The call of a frame's function, which is written at the first one; undefined where neither it nor its parents assign. */
function calls(unit: Unit, scope: Scope): string | undefined {
  const outer = scope.parent === null ? undefined : calls(unit, scope.parent);
  const known = scope.assigned().filter(binding => isNeeded(unit, scope, binding));
  if (known.length === 0) return outer;
  const name = `visible_${scope.number}`;
  const reserved = unit.locals.get(scope);
  unit.locals.set(scope, undefined);
  const pairs = [
    ...(outer === undefined ? [] : [`...${outer}`]),
    ...known.map(({ name, id }) => `[${quote(name)}, ${id}]`),
  ];
  reserved?.(`const ${name} = () => new Map([${pairs.join(", ")}]);`);
  return `${name}()`;
}

function isNeeded(unit: Unit, scope: Scope, binding: Binding): boolean {
  // A loop without an object for `loop` has another loop's within, or nobody could ask for it.
  if (unit.simpleLoops.has(binding)) return false;
  // What the root assigns the context has, too; what it was given, `self`, the context has not.
  return !scope.root || binding.origin.from === "parameter";
}
