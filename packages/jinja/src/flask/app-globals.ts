// Flask's `g`: what the app puts there for one request, by name.
import { PythonError } from "../errors.ts";
import { repr } from "../values/text.ts";
import { REPR, TYPE_NAME } from "../values/protocol.ts";
import { withSignature } from "../values/callable.ts";

const APP = Symbol("app");

/** `g.user`, `g.get(name, default=None)`, `g.pop(name, default)`, `g.setdefault(name, default=None)`, `name in g`. */
export class AppGlobals {
  readonly [APP]: string;
  [name: string]: unknown;

  /** `app` is the app's name, as it prints. */
  constructor(app: string, values: Readonly<Record<string, unknown>> = {}) {
    this[APP] = app;
    Object.assign(this, values);
  }

  get(name: string, otherwise: unknown = null): unknown {
    return Object.hasOwn(this, name) ? this[name] : otherwise;
  }

  /** Takes the value away. Throws a KeyError where there is neither it nor a default. */
  pop(name: string, ...otherwise: readonly unknown[]): unknown {
    if (!Object.hasOwn(this, name)) {
      if (otherwise.length === 0 || otherwise[0] === undefined) throw new PythonError("KeyError", repr(name));
      return otherwise[0];
    }
    const value = this[name];
    delete this[name];
    return value;
  }

  setdefault(name: string, otherwise: unknown = null): unknown {
    if (!Object.hasOwn(this, name)) this[name] = otherwise;
    return this[name];
  }

  /** The names. */
  [Symbol.iterator](): Iterator<string> {
    return Object.keys(this)[Symbol.iterator]();
  }

  [TYPE_NAME](): string {
    return "flask.ctx._AppCtxGlobals";
  }

  [REPR](): string {
    return `<flask.g of ${repr(this[APP])}>`;
  }
}

for (const name of ["get", "pop", "setdefault"] as const) {
  withSignature(AppGlobals.prototype[name], { parameters: ["name", "default"], required: 1 });
}
