// Werkzeug's ImmutableMultiDict: fields of a query or a form, each with one value or several. As a dict it has the first of each.
import { PythonError, typeError } from "../errors.ts";
import { methodOf } from "../methods/method-of.ts";
import { bindMethod } from "../access/bound.ts";
import { withSignature } from "../values/callable.ts";
import { Dict } from "../values/dict.ts";
import { toList } from "../values/iterate.ts";
import { entriesOf, isMapping } from "../values/mapping.ts";
import { ATTRIBUTE, REPR, TYPE_NAME } from "../values/protocol.ts";
import { repr, str } from "../values/text.ts";
import { truth } from "../values/truth.ts";
import { type Tuple, tuple } from "../values/tuple.ts";
import { typeName } from "../values/typename.ts";

const LISTS = Symbol("lists");
const METHODS = Symbol("methods");

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
    const own = this[METHODS]().get(name);
    if (own !== undefined) return withSignature((...args: unknown[]) => own.run(this, ...args), own);
    const method = methodOf(this, name);
    return method === undefined ? undefined : bindMethod(method, this, name);
  }

  /** Its own methods, by name. */
  [METHODS](): OwnMethods {
    return IMMUTABLE;
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

/** What `copy()` gives: the template's own, to take values out and put others in before it makes a link of them. */
class MutableMultiDict extends MultiDict {
  setList(name: string, values: readonly unknown[]): void {
    this[LISTS].set(name, [...values] as string[]);
    super.set(name, values[0]);
  }

  removeList(name: string): readonly unknown[] {
    const values = this.getlist(name);
    this[LISTS].delete(name);
    super.delete(name);
    return values;
  }

  override [METHODS](): OwnMethods {
    return MUTABLE;
  }

  override [TYPE_NAME](): string {
    return "MultiDict";
  }
}

type OwnMethods = ReadonlyMap<string, OwnMethod>;

interface OwnMethod {
  readonly parameters: readonly string[];
  readonly required?: number;
  run(self: MultiDict, ...args: readonly unknown[]): unknown;
}

function refuse(self: MultiDict): never {
  throw typeError(`'${self[TYPE_NAME]()}' objects are immutable`);
}

const READING: readonly (readonly [string, OwnMethod])[] = [
  ["get", { parameters: ["key", "default", "type"], required: 1, run: get }],
  ["getlist", { parameters: ["key"], required: 1, run: (self, key) => self.getlist(key) }],
  ["lists", { parameters: [], run: self => self.lists() }],
  ["listvalues", { parameters: [], run: self => self.lists().map(([, values]) => values) }],
  ["items", { parameters: ["multi"], run: (self, multi) => (truth(multi ?? false) ? self.pairs() : firsts(self)) }],
  ["to_dict", { parameters: ["flat"], run: (self, flat) => toDict(self, truth(flat ?? true)) }],
  ["copy", { parameters: [], run: self => new MutableMultiDict(self.pairs() as unknown as [string, string][]) }],
];

const CHANGING = ["pop", "popitem", "setdefault", "update", "clear", "add", "setlist", "poplist"] as const;

const IMMUTABLE: OwnMethods = new Map([
  ...READING,
  ...CHANGING.map((name): [string, OwnMethod] => [name, { parameters: ["key", "value"], run: refuse }]),
]);

const MUTABLE: OwnMethods = new Map<string, OwnMethod>([
  ...READING,
  ["pop", { parameters: ["key", "default"], required: 1, run: pop }],
  ["poplist", { parameters: ["key"], required: 1, run: (self, key) => changed(self).removeList(str(key)) }],
  [
    "setlist",
    { parameters: ["key", "new_list"], required: 2, run: (self, key, list) => setList(self, key, toList(list)) },
  ],
  ["add", { parameters: ["key", "value"], required: 2, run: (self, key, value) => add(self, key, value) }],
  ["setdefault", { parameters: ["key", "default"], required: 1, run: setDefault }],
  ["update", { parameters: ["mapping"], required: 1, run: update }],
  ["clear", { parameters: [], run: self => self.lists().forEach(([name]) => changed(self).removeList(str(name))) }],
]);

/** The methods of this table are reached from copies only. */
function changed(self: MultiDict): MutableMultiDict {
  return self as MutableMultiDict;
}

function pop(self: MultiDict, key: unknown, otherwise: unknown): unknown {
  const [first] = changed(self).removeList(str(key));
  if (first !== undefined) return first;
  if (otherwise === undefined) throw new PythonError("KeyError", repr(key));
  return otherwise;
}

function setList(self: MultiDict, key: unknown, values: readonly unknown[]): null {
  changed(self).setList(str(key), values);
  return null;
}

function add(self: MultiDict, key: unknown, value: unknown): null {
  return setList(self, key, [...self.getlist(str(key)), value]);
}

function setDefault(self: MultiDict, key: unknown, otherwise: unknown = null): unknown {
  if (!self.has(str(key))) setList(self, key, [otherwise]);
  return self.get(str(key));
}

/** Adds to what is there, as Werkzeug does; lists are several values. */
function update(self: MultiDict, mapping: unknown): null {
  if (mapping instanceof MultiDict) for (const [name, value] of mapping.pairs()) add(self, name, value);
  else if (isMapping(mapping)) {
    for (const [name, value] of entriesOf(mapping)) {
      for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) add(self, name, one);
    }
  } else throw typeError(`'${typeName(mapping)}' object is not a mapping`);
  return null;
}

/** `type` converts the value; one that it refuses counts as missing. */
function get(self: MultiDict, key: unknown, otherwise: unknown = null, type: unknown = null): unknown {
  const value = self.get(key);
  if (value === undefined) return otherwise;
  if (typeof type !== "function") return value;
  try {
    return (type as (value: unknown) => unknown)(value);
  } catch (error) {
    if (error instanceof PythonError && ["ValueError", "TypeError"].includes(error.name)) return otherwise;
    throw error;
  }
}

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
