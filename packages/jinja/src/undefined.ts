// Values that are not there: what a template sees in place of a variable, attribute or item that does not exist.
// No name here may be a data property or a getter: compiled code reads `x.name` straight from objects.
import { SecurityError, UndefinedError } from "./errors.ts";
import type { UndefinedFacts } from "./runtime/types.ts";
import { didYouMean } from "./suggest.ts";

/** How to name values in messages. The environment brings Python's spelling; this file stays below the values. */
export interface Words {
  typeName(value: unknown): string;
  repr(value: unknown): string;
}

const plainWords: Words = {
  typeName: value => (value === null ? "None" : typeof value === "string" ? "str" : typeof value),
  repr: value => (typeof value === "string" ? `'${value}'` : String(value)),
};

/** "dict object", "None": how messages name the object that was looked into. */
function objectName(object: unknown, words: Words): string {
  return object === null ? "None" : `${words.typeName(object)} object`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

/** As values/escape.ts does, which knows of this file. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, sign => ENTITIES[sign] ?? sign);
}

/**
 * The default undefined: prints as nothing, is false, empty when iterated, and raises at everything else.
 * Subclasses override what they want to behave differently.
 */
export class Undefined {
  readonly #facts: UndefinedFacts;
  readonly #words: Words;

  constructor(facts: UndefinedFacts = {}, words: Words = plainWords) {
    this.#facts = facts;
    this.#words = words;
  }

  /** What was looked up, where, and the hint that replaces the message. */
  about(): UndefinedFacts {
    return this.#facts;
  }

  /** Jinja's text: `'user' is undefined`, `'dict object' has no attribute 'x'`; a suggestion after it where there is one. */
  message(): string {
    const { hint, name, candidates } = this.#facts;
    if (hint !== undefined && hint !== "") return hint;
    if (candidates === undefined || typeof name !== "string") return this.#jinjaMessage();
    const suggestion = didYouMean(name, candidates());
    return this.#jinjaMessage() + (suggestion === "" ? "" : `.${suggestion}`);
  }

  #jinjaMessage(): string {
    const { object, name } = this.#facts;
    const repr = this.#words.repr(name);
    if (object === undefined) return `${repr} is undefined`;
    const owner = objectName(object, this.#words);
    return typeof name === "string"
      ? `${this.#words.repr(owner)} has no attribute ${repr}`
      : `${owner} has no element ${repr}`;
  }

  /** Raises the error of this undefined value; every operation that it does not allow ends here. */
  fail(): never {
    const failure = this.#facts.error === "SecurityError" ? SecurityError : UndefinedError;
    throw new failure(this.message());
  }

  /** What is printed. */
  toString(): string {
    return "";
  }

  /** What is printed under autoescape. */
  html(): string {
    return escaped(this.toString());
  }

  truth(): boolean {
    return false;
  }

  iterator(): Iterator<unknown> {
    return [][Symbol.iterator]();
  }

  /** Its length. */
  size(): number {
    return 0;
  }

  /** `value.name`. */
  attribute(name: string): unknown {
    const fact = this.fact(name);
    return fact === undefined ? this.fail() : fact;
  }

  /** What Jinja's undefined objects tell of themselves by attributes; JavaScript's `undefined` for other names. */
  protected fact(name: string): unknown {
    const { hint, name: missing } = this.#facts;
    if (name === "_undefined_name") return missing ?? null;
    return name === "_undefined_hint" ? (hint ?? null) : undefined;
  }

  /** `value[key]`. */
  item(_key: unknown): unknown {
    return this.fail();
  }

  /** Two undefined values are equal where they are of one class. */
  equals(other: unknown): boolean {
    return other instanceof Undefined && other.constructor === this.constructor;
  }

  /** As an iterable for functions of the host; templates iterate by `iterator()`. */
  [Symbol.iterator](): Iterator<unknown> {
    return this.iterator();
  }

  /** For subclasses: "dict object". */
  protected objectName(): string {
    return objectName(this.#facts.object, this.#words);
  }

  /** For subclasses: a value in Python's spelling. */
  protected repr(value: unknown): string {
    return this.#words.repr(value);
  }
}

/** What every undefined value shows of itself, by Jinja's names (`_undefined_name`); JavaScript's undefined for all else. */
export function undefinedFact(value: Undefined, name: string): unknown {
  const { hint = null, name: missing = null, object } = value.about();
  switch (name) {
    case "_undefined_name":
      return missing;
    case "_undefined_hint":
      return hint;
    case "_undefined_obj":
      return object;
    default:
      return undefined;
  }
}

/** An undefined value whose attributes and items are undefined, too: `{{ a.b.c }}` prints nothing. */
export class ChainableUndefined extends Undefined {
  override html(): string {
    return this.toString();
  }

  override attribute(name: string): unknown {
    return this.fact(name) ?? this;
  }

  override item(_key: unknown): unknown {
    return this;
  }
}

/** Prints itself as the expression that made it: `{{ user }}`. */
export class DebugUndefined extends Undefined {
  override toString(): string {
    const { hint, object, name } = this.about();
    if (hint !== undefined && hint !== "") return `{{ undefined value printed: ${hint} }}`;
    if (object === undefined) return `{{ ${String(name)} }}`;
    return `{{ no such element: ${this.objectName()}[${this.repr(name)}] }}`;
  }
}

/** Raises at everything but `is defined` and its like. */
export class StrictUndefined extends Undefined {
  override toString(): string {
    return this.fail();
  }

  override html(): string {
    return this.fail();
  }

  override truth(): boolean {
    return this.fail();
  }

  override iterator(): Iterator<unknown> {
    return this.fail();
  }

  override size(): number {
    return this.fail();
  }

  override equals(_other: unknown): boolean {
    return this.fail();
  }
}

/** `Undefined` or a subclass. */
export type UndefinedClass = new (facts?: UndefinedFacts, words?: Words) => Undefined;

/** What `makeLoggingUndefined` writes to; `console` is one. */
export interface UndefinedLogger {
  warn(message: string): void;
  error(message: string): void;
}

/** A class like `base` that tells `logger` of each use: printed, iterated and tested as a warning, failures as an error. */
export function makeLoggingUndefined(
  logger: UndefinedLogger = console,
  base: UndefinedClass = Undefined,
): UndefinedClass {
  return class LoggingUndefined extends base {
    #warn(): void {
      logger.warn(`Template variable warning: ${this.message()}`);
    }

    override fail(): never {
      logger.error(`Template variable error: ${this.message()}`);
      return super.fail();
    }

    override toString(): string {
      this.#warn();
      return super.toString();
    }

    override iterator(): Iterator<unknown> {
      this.#warn();
      return super.iterator();
    }

    override truth(): boolean {
      this.#warn();
      return super.truth();
    }
  };
}
