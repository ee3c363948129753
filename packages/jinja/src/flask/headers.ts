// `request.headers`: names in any case; iterated it gives name and value, as Werkzeug's do.
import { CONTAINS, ITEM, LENGTH, REPR } from "../values/protocol.ts";
import { str } from "../values/text.ts";
import { type Tuple, tuple } from "../values/tuple.ts";
import { withSignature } from "../values/callable.ts";

const PAIRS = Symbol("pairs");

/** Pairs, or an object as `IncomingMessage.headers` is one. Names in any case. */
export type HeaderFields =
  Iterable<readonly [string, string]> | Readonly<Record<string, string | readonly string[] | undefined>>;

/** The header fields of a request, in their order. */
export class Headers {
  readonly [PAIRS]: readonly Tuple[];

  /** They are shown as CGI would hand them on: `User-Agent`. */
  constructor(headers: HeaderFields = []) {
    this[PAIRS] = Array.from(pairsOf(headers), ([name, value]) => tuple(titled(name), value));
  }

  get(name: unknown, otherwise: unknown = null): unknown {
    return this.getlist(name)[0] ?? otherwise;
  }

  getlist(name: unknown): string[] {
    const wanted = titled(str(name));
    return this[PAIRS].flatMap(([known, value]) => (known === wanted ? [value as string] : []));
  }

  get_all(name: unknown): string[] {
    return this.getlist(name);
  }

  items(): readonly Tuple[] {
    return [...this[PAIRS]];
  }

  keys(): string[] {
    return this[PAIRS].map(([name]) => name as string);
  }

  values(): string[] {
    return this[PAIRS].map(([, value]) => value as string);
  }

  /** Name and value. */
  [Symbol.iterator](): Iterator<Tuple> {
    return this[PAIRS][Symbol.iterator]();
  }

  [ITEM](key: unknown): unknown {
    return typeof key === "string" ? this.getlist(key)[0] : undefined;
  }

  [CONTAINS](name: unknown): boolean {
    return this.getlist(name).length > 0;
  }

  [LENGTH](): number {
    return this[PAIRS].length;
  }

  /** As they stand in a request's head. */
  [REPR](): string {
    return `${this[PAIRS].map(([name, value]) => `${str(name)}: ${str(value)}\r\n`).join("")}\r\n`;
  }
}

for (const [name, parameters] of [
  ["get", ["key", "default"]],
  ["getlist", ["key"]],
  ["get_all", ["name"]],
  ["items", []],
  ["keys", []],
  ["values", []],
] as const) {
  withSignature(Headers.prototype[name], { parameters, required: Math.min(parameters.length, 1) });
}

function* pairsOf(headers: HeaderFields): Generator<readonly [string, string]> {
  if (isIterable(headers)) {
    yield* headers;
    return;
  }
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === "string") yield [name, value];
    else for (const one of value ?? []) yield [name, one];
  }
}

function isIterable(headers: HeaderFields): headers is Iterable<readonly [string, string]> {
  return Symbol.iterator in headers;
}

/** `request.headers.user_agent` is CGI's spelling of the same name. */
function titled(name: string): string {
  return name
    .replaceAll("_", "-")
    .toLowerCase()
    .replaceAll(/(?:^|-)[a-z]/g, start => start.toUpperCase());
}
