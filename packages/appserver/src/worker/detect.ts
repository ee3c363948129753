// Decides what an operator's module is, by the rules below in this order; `app.interface` overrides them.
//
//  1. exports (or its default has) a function createApplication          application  our own contract
//  2. an HTTP server of its own was told to listen while it loaded        node, by the server's own listeners
//  3. default, handler, app or server is an http.Server                   node, likewise
//  4. … has a function fetch (Hono, workers, `export default { fetch }`), or the module exports one          fetch
//  5. … is an object with callback and use functions (Koa)                node, by what callback() returns
//  6. … is a function with use and handle functions (Express, Connect)    node
//  7. … is an object with routing and ready functions: a Fastify instance                                   fastify
//  8. … is a function with fastify-plugin's skip-override symbol, or with three parameters                   fastify
//  9. … is an async function: its first parameter named req or request makes it fetch (one parameter) or
//     node (two); any other name a Fastify plugin (instance, options)
// 10. … is a function of two parameters: (req, res)                                                          node
// 11. … is a function of one parameter: named req or request                                                 fetch
//
// What matches none, and listens to nothing either, is refused with a message that names `app.interface`.
import { Server } from "node:http";

export type AppInterface = "application" | "fastify" | "node" | "fetch";

export interface Detected {
  readonly type: AppInterface | "server";
  /** What the adapter is made of: the module-like object, the fetch function's owner, the handler, server or plugin. */
  readonly target: object;
}

type AnyFunction = (...args: never[]) => unknown;

const CANDIDATES = ["default", "handler", "app", "server"] as const;
/** Set by fastify-plugin, and read by Fastify itself. */
const SKIP_OVERRIDE = Symbol.for("skip-override");
const REQUEST_PARAMETER = /^(?:async\b\s*)?(?:function\b\s*)?\*?\s*[\w$]*\s*\(?\s*_?req(?:uest)?\b/;

/** `exported` is a module's namespace, `wanted` the setting, `listening` the server of rule 2. Undefined where nothing fits. */
export function detectInterface(
  exported: object,
  wanted: AppInterface | "auto",
  listening?: Server,
): Detected | undefined {
  if (wanted === "application" || wanted === "auto") {
    const target = [exported, ...candidates(exported)].find(candidate => hasMethod(candidate, "createApplication"));
    if (target) return { type: "application", target };
    if (wanted === "application") return undefined;
  }
  if (listening && (wanted === "auto" || wanted === "node")) return { type: "server", target: listening };
  return wanted === "auto" ? detectAuto(exported) : detectWanted(exported, wanted);
}

function detectAuto(exported: object): Detected | undefined {
  const found = candidates(exported);
  // Before all else, because it knows more than the handler it was made of: the app's upgrades.
  const server = found.find(candidate => candidate instanceof Server);
  if (server) return { type: "server", target: server };
  for (const candidate of found) {
    const type = classify(candidate);
    if (type) return detected(type, candidate);
  }
  return hasMethod(exported, "fetch") ? { type: "fetch", target: exported } : undefined;
}

function detectWanted(exported: object, wanted: AppInterface): Detected | undefined {
  const target = candidates(exported).find(candidate => fits(candidate, wanted));
  if (target) return detected(wanted, target);
  return wanted === "fetch" && hasMethod(exported, "fetch") ? { type: "fetch", target: exported } : undefined;
}

function detected(type: AppInterface, target: object): Detected {
  if (target instanceof Server) return { type: "server", target };
  if (type === "node" && isKoa(target)) return { type, target: target.callback() };
  return { type, target };
}

function classify(candidate: object): AppInterface | undefined {
  if (hasMethod(candidate, "fetch")) return "fetch";
  if (isKoa(candidate)) return "node";
  if (isFastifyInstance(candidate)) return "fastify";
  if (!isFunction(candidate)) return undefined;
  if (hasMethod(candidate, "use") && hasMethod(candidate, "handle")) return "node";
  if (SKIP_OVERRIDE in candidate || candidate.length === 3) return "fastify";
  return byParameters(candidate);
}

function byParameters(candidate: AnyFunction): AppInterface | undefined {
  const isRequest = REQUEST_PARAMETER.test(Function.prototype.toString.call(candidate));
  if (isAsync(candidate)) {
    if (!isRequest) return "fastify";
    return candidate.length === 2 ? "node" : "fetch";
  }
  if (candidate.length === 1) return isRequest ? "fetch" : undefined;
  return candidate.length === 2 ? "node" : undefined;
}

/** Whether the operator's own choice can work at all. */
function fits(candidate: object, wanted: AppInterface): boolean {
  if (wanted === "fetch") return isFunction(candidate) || hasMethod(candidate, "fetch");
  if (wanted === "node" && (candidate instanceof Server || isKoa(candidate))) return true;
  return isFunction(candidate) || (wanted === "fastify" && isFastifyInstance(candidate));
}

/** The exports that may be the app; a default of a default is CommonJS compiled from ES modules. */
export function candidates(exported: object): object[] {
  return CANDIDATES.flatMap(name => {
    const value = (exported as Record<string, unknown>)[name];
    if (!isObject(value)) return [];
    const inner = name === "default" ? (value as Record<string, unknown>)["default"] : undefined;
    return isObject(inner) ? [inner, value] : [value];
  });
}

/** An object, where Express is a function, and its handler is made anew by each callback(). */
function isKoa(value: object): value is { callback(): object } {
  return !isFunction(value) && hasMethod(value, "callback") && hasMethod(value, "use");
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
