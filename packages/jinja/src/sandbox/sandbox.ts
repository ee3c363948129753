// Environments for templates of people that one does not trust (jinja2.sandbox).
import { Environment } from "../environment/environment.ts";
import { SecurityError } from "../errors.ts";
import { safeRange } from "../globals/builtin.ts";
import { countItems, countText } from "../limits.ts";
import type { EnvironmentOptions } from "../environment/options.ts";
import { binaryOperators, unaryOperators } from "../operators/table.ts";
import { Macro } from "../runtime/macro.ts";
import type { ContextCore, Intercepted, Kwargs, Limits } from "../runtime/types.ts";
import { safeFormat } from "./format.ts";
import { didYouMean } from "../suggest.ts";
import { attributeOf, itemOf } from "../access/attributes.ts";
import type { Callable } from "../values/callable.ts";
import { textOf } from "../values/markup.ts";
import { repr } from "../values/text.ts";
import { typeName } from "../values/typename.ts";

/** What one render may use unless told otherwise. */
export const DEFAULT_LIMITS: Limits = { maxIterations: 1_000_000, maxOutput: 1_000_000 };

/** An environment's options, and bounds. */
export interface SandboxOptions extends EnvironmentOptions {
  /** `maxIterations` and `maxOutput`; what is left out is as in `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits> | undefined;
}

function limitsFrom(given: Partial<Limits>): Limits {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULT_LIMITS, name)) {
      throw new TypeError(`Unknown limit '${name}'.${didYouMean(name, Object.keys(DEFAULT_LIMITS))}`);
    }
    if (!(value >= 0)) throw new TypeError(`The limit '${name}' must be a number from 0 on.`);
  }
  return { ...DEFAULT_LIMITS, ...given };
}

type Binary = (left: unknown, right: unknown) => unknown;
type Unary = (value: unknown) => unknown;

/** Names that lead into the language below: JavaScript's, and Python's where templates from there try them. */
const INTERNAL: ReadonlySet<string> = new Set(["constructor", "prototype", "caller", "callee", "mro"]);

/** Whether a name is one of the language's own rather than of an object's public ones. */
export function isInternalAttribute(name: string): boolean {
  return name.startsWith("__") || INTERNAL.has(name);
}

const MUTATIONS: readonly (readonly [isKind: (value: unknown) => boolean, names: ReadonlySet<string>])[] = [
  [
    value => value instanceof Set,
    new Set([
      "add",
      "clear",
      "delete",
      "difference_update",
      "discard",
      "intersection_update",
      "pop",
      "remove",
      "symmetric_difference_update",
      "update",
    ]),
  ],
  [
    Array.isArray,
    new Set([
      "append",
      "clear",
      "copyWithin",
      "extend",
      "fill",
      "insert",
      "pop",
      "push",
      "remove",
      "reverse",
      "shift",
      "sort",
      "splice",
      "unshift",
    ]),
  ],
  [
    value => typeof value === "object" && value !== null,
    new Set(["clear", "delete", "pop", "popitem", "set", "setdefault", "update"]),
  ],
];

/** Whether a method would change a list, a set or a dict. */
export function modifiesKnownMutable(object: unknown, name: string): boolean {
  const known = MUTATIONS.find(([isKind]) => isKind(object));
  return known !== undefined && isMutable(object) && known[1].has(name);
}

function isMutable(object: unknown): boolean {
  return ["list", "set", "dict"].includes(typeName(object));
}

/** Marks a function that no sandboxed template may call. */
export function unsafe<F extends Callable>(fn: F): F {
  return Object.assign(fn, { unsafeCallable: true });
}

function functionsOf<T>(table: Readonly<Record<string, readonly [string, T]>>): [string, T][] {
  return Object.entries(table).map(([sign, [, compute]]) => [sign, compute]);
}

/** A mark of the function's own or of its class; what stands on Object.prototype marks nothing. */
function isMarked(callee: Readonly<Record<string, unknown>>, mark: string): boolean {
  if (!callee[mark]) return false;
  let at: unknown = callee;
  while (at !== null && at !== Object.prototype && !Object.hasOwn(at as object, mark)) at = Object.getPrototypeOf(at);
  return at !== null && at !== Object.prototype;
}

const UNSAFE_MARKS = ["unsafeCallable", "unsafe_callable", "altersData", "alters_data"];

/**
 * Refuses attributes that begin with an underscore, calls of functions marked as unsafe, long ranges, and renders that
 * take too many turns or make too long texts. Subclasses may override what is safe.
 */
export class SandboxedEnvironment extends Environment {
  override readonly sandboxed = true;
  override readonly limits: Limits;
  /** Signs of the binary operators that `callBinop` computes: none, unless a subclass says so. */
  readonly interceptedBinops: ReadonlySet<string> = new Set();
  /** Signs of the unary operators that `callUnop` computes. */
  readonly interceptedUnops: ReadonlySet<string> = new Set();
  readonly binopTable = new Map<string, Binary>(functionsOf(binaryOperators));
  readonly unopTable = new Map<string, Unary>(functionsOf(unaryOperators));

  constructor(options: SandboxOptions = {}) {
    const { limits = {}, ...others } = { __proto__: null, ...options } as SandboxOptions;
    super(others);
    this.limits = limitsFrom(limits);
    this.globals.set("range", safeRange());
  }

  get intercepted(): Intercepted {
    return {
      binary: this.interceptedBinops,
      unary: this.interceptedUnops,
      callBinary: (operator, left, right) => this.callBinop(operator, left, right),
      callUnary: (operator, value) => this.callUnop(operator, value),
    };
  }

  /** Computes an intercepted operator. */
  callBinop(operator: string, left: unknown, right: unknown): unknown {
    return this.binopTable.get(operator)?.(left, right);
  }

  /** Computes an intercepted operator. */
  callUnop(operator: string, value: unknown): unknown {
    return this.unopTable.get(operator)?.(value);
  }

  override overlay(options: SandboxOptions = {}): this {
    const { limits, ...others } = { __proto__: null, ...options } as SandboxOptions;
    const made = super.overlay(others);
    return limits === undefined ? made : Object.assign(made, { limits: limitsFrom({ ...this.limits, ...limits }) });
  }

  /** Whether a template may see an attribute that there is. Items of dicts are not asked about. */
  isSafeAttribute(object: unknown, name: string, _value: unknown): boolean {
    // An error's stack tells of the host's files, as Python's __traceback__ does.
    if (name === "stack") return !(object instanceof Error);
    // A macro tells by this name whether it may be used with `call`.
    if (name === "caller" && object instanceof Macro) return true;
    return !name.startsWith("_") && !isInternalAttribute(name);
  }

  /** Whether a template may call a value. */
  isSafeCallable(callee: unknown): boolean {
    if (typeof callee !== "function" && (typeof callee !== "object" || callee === null)) return true;
    return !UNSAFE_MARKS.some(mark => isMarked(callee as Record<string, unknown>, mark));
  }

  /** An undefined value that raises SecurityError when it is used. */
  unsafeUndefined(object: unknown, name: string): unknown {
    const hint = `access to attribute ${repr(name)} of ${repr(typeName(object))} object is unsafe.`;
    return this.makeUndefined({ hint, object, name, error: "SecurityError" });
  }

  override getAttribute(object: unknown, name: string): unknown {
    const attribute = this.attribute(object, name);
    if (attribute !== undefined) return attribute;
    const item = itemOf(object, name);
    return item === undefined ? this.missing(object, name) : item;
  }

  override getItem(object: unknown, key: unknown): unknown {
    // A text of surrogates is walked to find its characters.
    const text = textOf(object);
    if (text !== undefined) countText(text);
    const item = itemOf(object, key);
    if (item !== undefined) return item;
    const name = textOf(key);
    if (name === undefined) return this.makeUndefined({ object, name: key });
    const attribute = this.attribute(object, name);
    return attribute === undefined ? this.missing(object, name) : attribute;
  }

  override call(
    context: ContextCore | null,
    callee: unknown,
    args: readonly unknown[],
    kwargs: Kwargs | null,
    self?: unknown,
  ): unknown {
    if (!this.isSafeCallable(callee)) throw new SecurityError(`${repr(callee)} is not safely callable`);
    return super.call(context, callee, args, kwargs, self);
  }

  /** The attribute where it is safe, else an undefined value; JavaScript's `undefined` where there is none. */
  private attribute(object: unknown, name: string): unknown {
    const text = textOf(object);
    if (text !== undefined) {
      countText(text);
      const format = safeFormat(this, object, name);
      if (format !== undefined) return format;
    }
    if (Array.isArray(object)) countItems(object.length);
    const found = attributeOf(object, name, this.strictPython);
    if (found === undefined || this.isSafeAttribute(object, name, found)) return found;
    return this.unsafeUndefined(object, name);
  }

  /** Python's internals exist there, so that it is them that a template asks for. */
  private missing(object: unknown, name: string): unknown {
    return isInternalAttribute(name) ? this.unsafeUndefined(object, name) : this.makeUndefined({ object, name });
  }
}

/** A sandbox whose templates cannot change lists, sets and dicts either. */
export class ImmutableSandboxedEnvironment extends SandboxedEnvironment {
  override isSafeAttribute(object: unknown, name: string, value: unknown): boolean {
    return super.isSafeAttribute(object, name, value) && !modifiesKnownMutable(object, name);
  }
}
