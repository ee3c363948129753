// Decides what an operator's module is, by the rules below in this order; `app.interface` overrides them.
//
//  1. exports (or its default has) a function createApplication          application  our own contract
//  2. default, handler or app has a function fetch (Hono, workers), or the module exports a function fetch   fetch
//  3. default, handler or app is a function with use and handle functions (Express, Connect)                 node
//  4. … is an object with routing and ready functions: a Fastify instance                                   fastify
//  5. … is a function with fastify-plugin's skip-override symbol, or with three parameters                   fastify
//  6. … is an async function: its first parameter named req or request makes it fetch (one parameter) or
//     node (two); any other name a Fastify plugin (instance, options)
//  7. … is a function of two parameters: (req, res)                                                          node
//  8. … is a function of one parameter: named req or request                                                 fetch
//
// What matches none is refused with a message that names `app.interface`.

export type AppInterface = "application" | "fastify" | "node" | "fetch";

export interface Detected {
  readonly type: AppInterface;
  /** What the adapter is made of: the module-like object, the fetch function's owner, the handler, or the plugin. */
  readonly target: object;
}

type AnyFunction = (...args: never[]) => unknown;

const CANDIDATES = ["default", "handler", "app"] as const;
/** Set by fastify-plugin, and read by Fastify itself. */
const SKIP_OVERRIDE = Symbol.for("skip-override");
const REQUEST_PARAMETER = /^(?:async\b\s*)?(?:function\b\s*)?\*?\s*[\w$]*\s*\(?\s*_?req(?:uest)?\b/;

/** `exported` is a module's namespace; `wanted` the setting. Undefined where nothing fits. */
export function detectInterface(exported: object, wanted: AppInterface | "auto"): Detected | undefined {
  if (wanted === "application" || wanted === "auto") {
    const target = [exported, ...candidates(exported)].find(candidate => hasMethod(candidate, "createApplication"));
    if (target) return { type: "application", target };
    if (wanted === "application") return undefined;
  }
  if (wanted === "auto") return detectAuto(exported);
  const target = candidates(exported).find(candidate => fits(candidate, wanted));
  if (target) return { type: wanted, target };
  return wanted === "fetch" && hasMethod(exported, "fetch") ? { type: "fetch", target: exported } : undefined;
}

function detectAuto(exported: object): Detected | undefined {
  for (const target of candidates(exported)) {
    const type = classify(target);
    if (type) return { type, target };
  }
  return hasMethod(exported, "fetch") ? { type: "fetch", target: exported } : undefined;
}

function classify(candidate: object): AppInterface | undefined {
  if (hasMethod(candidate, "fetch")) return "fetch";
  if (isFastifyInstance(candidate)) return "fastify";
  if (!isFunction(candidate)) return undefined;
  if (hasMethod(candidate, "use") && hasMethod(candidate, "handle")) return "node";
  if (SKIP_OVERRIDE in candidate || candidate.length === 3) return "fastify";
  const takesRequest = REQUEST_PARAMETER.test(Function.prototype.toString.call(candidate));
  if (takesRequest && candidate.length === 1) return "fetch";
  if (isAsync(candidate) && !takesRequest) return "fastify";
  return candidate.length === 2 ? "node" : undefined;
}

/** Whether the operator's own choice can work at all. */
function fits(candidate: object, wanted: AppInterface): boolean {
  if (wanted === "fetch") return isFunction(candidate) || hasMethod(candidate, "fetch");
  return isFunction(candidate) || (wanted === "fastify" && isFastifyInstance(candidate));
}

/** The exports that may be the app; a default of a default is CommonJS compiled from ES modules. */
function candidates(exported: object): object[] {
  return CANDIDATES.flatMap(name => {
    const value = (exported as Record<string, unknown>)[name];
    if (!isObject(value)) return [];
    const inner = name === "default" ? (value as Record<string, unknown>)["default"] : undefined;
    return isObject(inner) ? [inner, value] : [value];
  });
}

/** A Fastify instance; it is thenable, so it must never be awaited by accident. */
export function isFastifyInstance(value: object): boolean {
  return hasMethod(value, "routing") && hasMethod(value, "ready");
}

function hasMethod(value: object, name: string): boolean {
  return typeof (value as Record<string, unknown>)[name] === "function";
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function isFunction(value: object): value is AnyFunction {
  return typeof value === "function";
}

function isAsync(value: AnyFunction): boolean {
  return Object.prototype.toString.call(value) === "[object AsyncFunction]";
}
