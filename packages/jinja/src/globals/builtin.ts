// The functions that every template may call.
import { typeError } from "../errors.ts";
import type { Kwargs } from "../runtime/types.ts";
import { withSignature, type Callable, type Signature } from "../values/callable.ts";
import { REPR, TYPE_NAME } from "../values/protocol.ts";
import { Cycler } from "./cycler.ts";
import { Joiner } from "./joiner.ts";
import { lipsumGlobal } from "./lipsum.ts";
import { makeDict } from "./make-dict.ts";
import { Namespace } from "./namespace.ts";
import { makeRange, makeSafeRange } from "./range.ts";

const anything: Signature = { parameters: [], varargs: true, kwargs: true };

/** A function that prints as the Python class that it stands for, and is one in messages. */
function classLike<F extends Callable>(name: string, fn: F, signature: Signature): F {
  Object.defineProperty(fn, REPR, { value: () => `<class '${name}'>` });
  Object.defineProperty(fn, TYPE_NAME, { value: () => "type" });
  return withSignature(fn, signature);
}

function refuseKeywords(name: string, kwargs: Kwargs): void {
  if (kwargs.size > 0) throw typeError(`${name}() takes no keyword arguments`);
}

function rangeGlobal(make: typeof makeRange): Callable {
  const range = (kwargs: Kwargs, ...args: unknown[]) => {
    refuseKeywords("range", kwargs);
    return make(args);
  };
  return classLike("range", range, anything);
}

/** `range` for sandboxes. */
export function safeRange(): Callable {
  return rangeGlobal(makeSafeRange);
}

const dict = (kwargs: Kwargs, ...args: unknown[]) => makeDict("dict", args, kwargs);
const cycler = (...items: unknown[]) => new Cycler(items);
const joiner = (sep?: unknown) => new Joiner(sep);
const namespace = (kwargs: Kwargs, ...args: unknown[]) => new Namespace(args, kwargs);

const functions: readonly (readonly [string, Callable])[] = [
  ["range", rangeGlobal(makeRange)],
  ["dict", classLike("dict", dict, anything)],
  ["lipsum", withSignature(lipsumGlobal, { parameters: ["n", "html", "min", "max"] })],
  ["cycler", classLike("jinja2.utils.Cycler", cycler, { parameters: [], varargs: true })],
  ["joiner", classLike("jinja2.utils.Joiner", joiner, { parameters: ["sep"] })],
  ["namespace", classLike("jinja2.utils.Namespace", namespace, anything)],
];

/** A new map of the global functions for each environment, which may add to it. */
export function builtinGlobals(): Map<string, unknown> {
  return new Map(functions);
}
