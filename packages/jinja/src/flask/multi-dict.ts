// Werkzeug's ImmutableMultiDict: fields of a query or a form, each with one value or several. As a dict it has the first of each.
import { typeError } from "../errors.ts";
import { methodOf } from "../methods/index-of-methods.ts";
import { bindMethod } from "../values/bound.ts";
import { withSignature } from "../values/callable.ts";
import { Dict } from "../values/dict.ts";
import { ATTRIBUTE, REPR, TYPE_NAME } from "../values/protocol.ts";
import { repr } from "../values/text.ts";
import { truth } from "../values/truth.ts";
import { type Tuple, tuple } from "../values/tuple.ts";

const LISTS = Symbol("lists");

/** Name and value as often as they came: pairs, `URLSearchParams`, or a plain object whose lists are several values. */
export type Fields = Iterable<readonly [string, string]> | Readonly<Record<string, string | readonly string[]>>;

/** `d.name`, `d["name"]`, `d.get(name, default)`, `d.getlist(name)`, `items(multi=False)`, `lists()`, `to_dict(flat=True)`. */
export class MultiDict extends Dict {
  readonly [LISTS] = new Map<string, string[]>();

  constructor(fields: Fields = []) {
    super();
    for (const [name, value] of pairsOf(fields)) {
      const list = this[LISTS].get(name);
      if (list === undefined) this[LISTS].set(name, [value]);
      else list.push(value);
    }
    for (const [name, [first]] of this[LISTS]) super.set(name, first);
  }

  /** All values of that name; empty where there is none. */
  getlist(name: unknown): string[] {
    return [...(this[LISTS].get(name as string) ?? [])];
  }

  /** Every name with all its values. */
  lists(): Tuple[] {
    return Array.from(this[LISTS], ([name, values]) => tuple(name, [...values]));
  }

  /** Name and value as often as they came, though those of one name together. */
  pairs(): Tuple[] {
    return Array.from(this[LISTS]).flatMap(([name, values]) => values.map(value => tuple(name, value)));
  }

  /** What templates reach: the methods that a dict has not, then those of a dict that change nothing. */
  [ATTRIBUTE](name: string): unknown {
    const own = OWN.get(name);
    if (own !== undefined) return withSignature((...args: unknown[]) => own.run(this, ...args), own);
    const method = methodOf(this, name);
    return method === undefined ? undefined : bindMethod(method, this, name);
  }

  [REPR](): string {
    return `${this[TYPE_NAME]()}([${this.pairs().map(repr).join(", ")}])`;
  }

  [TYPE_NAME](): string {
    return "ImmutableMultiDict";
  }
}

/** `request.values`: several as one, the first that has a name wins, lists hold the values of all. */
export class CombinedMultiDict extends MultiDict {
  readonly #parts: readonly MultiDict[];

  constructor(parts: readonly MultiDict[]) {
    super(parts.flatMap(part => part.pairs() as unknown as [string, string][]));
    this.#parts = parts;
  }

  override [REPR](): string {
    return `CombinedMultiDict(${repr(this.#parts)})`;
  }

  override [TYPE_NAME](): string {
    return "CombinedMultiDict";
  }
}

interface OwnMethod {
  readonly parameters: readonly string[];
  readonly required?: number;
  run(self: MultiDict, ...args: readonly unknown[]): unknown;
}

function refuse(self: MultiDict): never {
  throw typeError(`'${self[TYPE_NAME]()}' objects are immutable`);
}

const OWN: ReadonlyMap<string, OwnMethod> = new Map<string, OwnMethod>([
  ["getlist", { parameters: ["key"], required: 1, run: (self, key) => self.getlist(key) }],
  ["lists", { parameters: [], run: self => self.lists() }],
  ["listvalues", { parameters: [], run: self => self.lists().map(([, values]) => values) }],
  ["items", { parameters: ["multi"], run: (self, multi) => (truth(multi ?? false) ? self.pairs() : firsts(self)) }],
  ["to_dict", { parameters: ["flat"], run: (self, flat) => toDict(self, truth(flat ?? true)) }],
  ["copy", { parameters: [], run: self => self }],
  ...["pop", "popitem", "setdefault", "update", "clear", "add", "setlist", "poplist"].map(
    (name): [string, OwnMethod] => [name, { parameters: ["key", "value"], run: refuse }],
  ),
]);

function firsts(self: MultiDict): Tuple[] {
  return Array.from(self, ([name, value]) => tuple(name, value));
}

function toDict(self: MultiDict, flat: boolean): Dict {
  const made = new Dict();
  for (const [name, values] of self.lists()) made.set(name, flat ? (values as string[])[0] : values);
  return made;
}

function* pairsOf(fields: Fields): Generator<readonly [string, string]> {
  if (Symbol.iterator in fields) {
    yield* fields as Iterable<readonly [string, string]>;
    return;
  }
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? (value as string[]) : [value as string]) yield [name, one];
  }
}
