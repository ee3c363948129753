// JavaScript's own classes: their prototypes and the functions themselves are no part of what a template may see.

/** Names that lead from an object to its class, or change it: `constructor`, `prototype`, `__proto__`, `__defineGetter__`. */
export function isForbiddenName(name: string): boolean {
  return name === "constructor" || name === "prototype" || (name.startsWith("__") && name.endsWith("__"));
}

const hidden = new Set<unknown>([globalThis, Function.prototype]);

/** Hides a prototype, all that it inherits from, and their classes. */
function hide(prototype: unknown): void {
  for (let at = prototype; typeof at === "object" && at !== null && !hidden.has(at); at = Object.getPrototypeOf(at)) {
    hidden.add(at);
    const maker: unknown = Object.getOwnPropertyDescriptor(at, "constructor")?.value;
    if (typeof maker === "function") hidden.add(maker);
  }
}

/** Hides the classes that an object of JavaScript's holds. What a getter would have to load is not loaded. */
function hideClasses(namespace: object): void {
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(namespace))) {
    if (typeof value !== "function") continue;
    hidden.add(value);
    hide((value as { prototype?: unknown }).prototype);
  }
}

function hideIterators(): void {
  const generators = [function* () {}, async function* () {}];
  for (const fn of [...generators, async () => {}]) hide(Object.getPrototypeOf(fn));
  for (const fn of generators) hide(Object.getPrototypeOf(fn.prototype));
  const iterators = [[].values(), new Map().keys(), new Set().keys(), ""[Symbol.iterator](), "".matchAll(/./g)];
  for (const iterator of [...iterators, [].values().map(item => item)]) hide(Object.getPrototypeOf(iterator));
}

hideClasses(globalThis);
for (const name of ["Atomics", "Intl", "JSON", "Math", "Reflect", "Temporal", "WebAssembly"]) {
  const namespace: unknown = Object.getOwnPropertyDescriptor(globalThis, name)?.value;
  if (typeof namespace === "object" && namespace !== null) hideClasses(namespace);
}
hideIterators();

/** Hides a class of the engine: templates see of its objects what the rules for its type say. */
export function hideClass(type: { readonly prototype: object }): void {
  hidden.add(type);
  hidden.add(type.prototype);
}

/** Whether prototypes of other realms are their language's own, by the text of their constructors. */
const verdicts = new WeakMap<object, boolean>();

function isNative(prototype: object): boolean {
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  return typeof maker === "function" && Function.prototype.toString.call(maker).endsWith("{ [native code] }");
}

/** Whether an object is JavaScript's or the engine's own: a class, a function of a namespace, the global object. */
export function isHidden(value: unknown): boolean {
  return hidden.has(value);
}

/** Whether a prototype is JavaScript's (of any realm) or the engine's own. */
export function isHiddenPrototype(prototype: object): boolean {
  if (hidden.has(prototype)) return true;
  let verdict = verdicts.get(prototype);
  if (verdict === undefined) {
    verdict = isNative(prototype);
    verdicts.set(prototype, verdict);
  }
  return verdict;
}
