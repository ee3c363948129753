// Macros as values (jinja2.runtime.Macro).
import { typeError } from "../errors.ts";
import { countItems } from "../limits.ts";
import { markup } from "../values/markup.ts";
import { ATTRIBUTE, CALL, REPR } from "../values/protocol.ts";
import { repr } from "../values/text.ts";
import { dictFrom } from "../values/dict.ts";
import { tuple, tupleFrom } from "../values/tuple.ts";
import type { ContextCore, EnvironmentCore, EvalContext, Kwargs } from "./types.ts";

/** What a macro's body makes use of besides its arguments. */
export interface MacroFacts {
  readonly kwargs: boolean;
  readonly varargs: boolean;
  readonly caller: boolean;
}

type MacroFunction = (...args: unknown[]) => string;

/** A macro, or the body of a call block. */
export class Macro {
  readonly #environment: EnvironmentCore;
  readonly #name: string | null;
  readonly #parameters: readonly string[];
  readonly #fn: MacroFunction;
  readonly #facts: MacroFacts;
  readonly #autoescape: boolean;

  constructor(
    environment: EnvironmentCore,
    name: string | null,
    parameters: readonly string[],
    fn: MacroFunction,
    facts: MacroFacts,
    autoescape: boolean,
  ) {
    this.#environment = environment;
    this.#name = name;
    this.#parameters = parameters;
    this.#fn = fn;
    this.#facts = facts;
    this.#autoescape = autoescape;
  }

  [ATTRIBUTE](name: string): unknown {
    switch (name) {
      case "name":
        return this.#name;
      case "arguments":
        return tupleFrom(this.#parameters);
      case "catch_kwargs":
        return this.#facts.kwargs;
      case "catch_varargs":
        return this.#facts.varargs;
      case "caller":
        return this.#facts.caller;
      default:
        return undefined;
    }
  }

  /** Called from a template, its output is safe where that template escapes; else where it was defined. */
  [CALL](args: readonly unknown[], kwargs: Kwargs | null, place: ContextCore | EvalContext | null): unknown {
    return this.invoke(args, kwargs, place === null ? this.#autoescape : escapes(place, this.#autoescape));
  }

  [REPR](): string {
    return `<Macro ${this.#name === null ? "anonymous" : repr(this.#name)}>`;
  }

  /** Raises TypeError for arguments that do not fit. */
  invoke(args: readonly unknown[], kwargs: Kwargs | null, autoescape: boolean): unknown {
    countItems(args.length);
    const { kwargs: catchKwargs, varargs, caller } = this.#facts;
    const isPlain = args.length === this.#parameters.length && !catchKwargs && !varargs && !caller;
    const values = isPlain && (kwargs === null || kwargs.size === 0) ? args : this.#bind(args, kwargs);
    const text = this.#fn(...values);
    return autoescape ? markup(text) : text;
  }

  /** Values in the order of the compiled function: parameters, caller, keywords, further arguments. */
  #bind(args: readonly unknown[], kwargs: Kwargs | null): unknown[] {
    const names = this.#parameters;
    const rest = new Map(kwargs);
    const values = args.slice(0, names.length);
    for (const name of names.slice(values.length)) {
      values.push(rest.get(name));
      rest.delete(name);
    }
    if (this.#facts.caller && !names.includes("caller")) values.push(this.#takeCaller(rest));
    if (this.#facts.kwargs) values.push(dictFrom(rest));
    else if (rest.size > 0) this.#refuse(rest);
    const further = args.slice(names.length);
    if (this.#facts.varargs) values.push(tuple(...further));
    else if (further.length > 0) {
      throw typeError(`macro ${repr(this.#name)} takes not more than ${names.length} argument(s)`);
    }
    return values;
  }

  #takeCaller(rest: Map<string, unknown>): unknown {
    const caller = rest.get("caller") ?? null;
    rest.delete("caller");
    return caller ?? this.#environment.makeUndefined({ hint: "No caller defined", name: "caller" });
  }

  #refuse(rest: Map<string, unknown>): never {
    const name = repr(this.#name);
    if (rest.has("caller")) {
      throw typeError(
        `macro ${name} was invoked with two values for the special caller argument. This is most likely a bug.`,
      );
    }
    throw typeError(`macro ${name} takes no keyword argument ${repr([...rest.keys()][0])}`);
  }
}

function escapes(place: ContextCore | EvalContext, otherwise: boolean): boolean {
  if ("evalContext" in place) return place.evalContext.autoescape;
  return "autoescape" in place ? place.autoescape : otherwise;
}
