// JavaScript's own classes: their prototypes and the functions themselves are no part of what a template may see.

/** Names that lead from an object to its class, or change it. */
export function isForbiddenName(name: string): boolean {
  return (
    name === "constructor" || name === "prototype" || (name.startsWith("__") && name.endsWith("__")) || isLegacy(name)
  );
}

/** `__defineGetter__` and its siblings are caught by their underscores; these are spelled without. */
function isLegacy(name: string): boolean {
  return name.startsWith("__define") || name.startsWith("__lookup");
}

const builtins = new Set<unknown>();

/** A prototype, all that it inherits from, and its class. */
function add(prototype: unknown): void {
  for (let at = prototype; at !== null && typeof at === "object" && !builtins.has(at); at = Object.getPrototypeOf(at)) {
    builtins.add(at);
    const maker = Object.getOwnPropertyDescriptor(at, "constructor")?.value as unknown;
    if (typeof maker === "function") builtins.add(maker);
  }
}

function addGlobals(): void {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    // Reading a lazy global of Node would load its module; a class is known by its capital.
    if (!/^[A-Z]/.test(name)) continue;
    const value: unknown = Object.getOwnPropertyDescriptor(globalThis, name)?.value;
    if (typeof value !== "function") continue;
    builtins.add(value);
    add((value as { prototype?: unknown }).prototype);
  }
}

addGlobals();
builtins.add(Function.prototype);
for (const fn of [function* () {}, async () => {}, async function* () {}]) {
  add(Object.getPrototypeOf(fn));
  if ("prototype" in fn) add(Object.getPrototypeOf(fn.prototype));
}
for (const iterable of [[], new Map(), new Set(), "", "".matchAll(/./g)]) {
  add(Object.getPrototypeOf((iterable as Iterable<unknown>)[Symbol.iterator]()));
}

/** Whether an object is a prototype of JavaScript's own, or one of its own classes. */
export function isBuiltin(value: unknown): boolean {
  return builtins.has(value);
}
