// From an endpoint and values to a path with a query: Werkzeug's rules of which rule fits, and what is left over.
import { equals } from "../values/equals.ts";
import { str } from "../values/text.ts";
import { BuildError } from "./build-error.ts";
import { CONVERTERS, type Converter, type ConverterFactory } from "./converters.ts";
import { quotePath, quoteQuery } from "./quote.ts";
import { parseRule } from "./rule-syntax.ts";

/** A rule with what else may be said of it. */
export interface RuleOptions {
  /** "/course/<code>". */
  readonly rule: string;
  /** GET unless told; HEAD comes with GET, OPTIONS with all. */
  readonly methods?: readonly string[];
  /** Values that the rule stands for though its path does not name them. */
  readonly defaults?: Readonly<Record<string, unknown>>;
}

/** Endpoints and their rules: `{ index: "/", "blog.show": "/blog/<int:id>" }`. */
export type UrlRules = Readonly<Record<string, string | RuleOptions | readonly (string | RuleOptions)[]>>;

/** A rule, compiled. */
export interface Rule {
  readonly endpoint: string;
  readonly rule: string;
  readonly methods: ReadonlySet<string>;
  readonly defaults: ReadonlyMap<string, unknown>;
  readonly arguments: ReadonlySet<string>;
  readonly parts: readonly Part[];
  /** The whole path where it has no variables. */
  readonly fixedPath: string | null;
}

type Part = string | { readonly variable: string; readonly convert: Converter };

/** Values by name; null means "not given", as Python's None does here. */
export type UrlValues = ReadonlyMap<string, unknown>;

/** The rules of an app. Immutable. */
export class UrlMap {
  readonly #rules = new Map<string, Rule[]>();

  /** `converters` adds to the built-in ones: string, any, path, int, float, uuid. Throws an Error for a malformed rule. */
  constructor(rules: UrlRules, converters: Readonly<Record<string, ConverterFactory>> = {}) {
    const known = new Map([...CONVERTERS, ...Object.entries(converters)]);
    for (const [endpoint, given] of Object.entries(rules)) {
      const all = Array.isArray(given) ? (given as readonly (string | RuleOptions)[]) : [given as string | RuleOptions];
      this.#rules.set(endpoint, all.map(rule => compile(endpoint, rule, known)).toSorted(moreSpecific));
    }
  }

  /** All rules, by endpoint in the order given. */
  get rules(): readonly Rule[] {
    return [...this.#rules.values()].flat();
  }

  /**
   * "/path?query" without the application's root. `method` asks for a rule that takes it, `preferred` only prefers one.
   * Throws BuildError where no rule fits, and what a converter throws.
   */
  build(endpoint: string, given: UrlValues, method: string | null, preferred: string | null): string {
    const values = given.size === 0 ? given : withoutNone(given);
    const rules = this.#rules.get(endpoint) ?? [];
    const rule =
      (method === null ? rules.find(rule => suits(rule, values, preferred)) : undefined) ??
      rules.find(rule => suits(rule, values, method));
    if (rule === undefined) throw new BuildError(endpoint, values, method, this.rules);
    return (rule.fixedPath ?? pathOf(rule, values)) + queryOf(rule, values);
  }
}

function compile(endpoint: string, given: string | RuleOptions, known: ReadonlyMap<string, ConverterFactory>): Rule {
  const { rule, methods = ["GET"], defaults = {} } = typeof given === "string" ? { rule: given } : given;
  const upper = new Set(methods.map(method => method.toUpperCase()));
  if (upper.has("GET")) upper.add("HEAD");
  const fixed = new Map(Object.entries(defaults));
  const names = new Set<string>(fixed.keys());
  const parts = parseRule(rule).map((part): Part => {
    if ("text" in part) return quotePath(part.text);
    const factory = known.get(part.converter);
    if (factory === undefined) throw new Error(`the URL rule "${rule}" names no converter: "${part.converter}"`);
    names.add(part.variable);
    return { variable: part.variable, convert: factory(part.args) };
  });
  const fixedPath = parts.every(part => typeof part === "string") ? absolute(parts.join("")) : null;
  return { endpoint, rule, methods: upper.add("OPTIONS"), defaults: fixed, arguments: names, parts, fixedPath };
}

function withoutNone(given: UrlValues): UrlValues {
  if ([...given.values()].every(value => value !== null && value !== undefined)) return given;
  return new Map([...given].filter(([, value]) => value !== null && value !== undefined));
}

/** The rule that needs more values comes first. */
function moreSpecific(left: Rule, right: Rule): number {
  return right.arguments.size - left.arguments.size || right.defaults.size - left.defaults.size;
}

function suits(rule: Rule, values: UrlValues, method: string | null): boolean {
  if (method !== null && !rule.methods.has(method)) return false;
  for (const name of rule.arguments) if (!rule.defaults.has(name) && !values.has(name)) return false;
  for (const [name, value] of rule.defaults) if (values.has(name) && !equals(value, values.get(name))) return false;
  return true;
}

function pathOf(rule: Rule, values: UrlValues): string {
  let path = "";
  for (const part of rule.parts) {
    path +=
      typeof part === "string" ? part : part.convert(values.get(part.variable) ?? rule.defaults.get(part.variable));
  }
  return absolute(path);
}

/** With one slash at its start: two would name another host. */
function absolute(path: string): string {
  return `/${path.replace(/^\/+/, "")}`;
}

function queryOf(rule: Rule, values: UrlValues): string {
  let query = "";
  for (const [name, value] of values) {
    if (rule.arguments.has(name)) continue;
    for (const one of several(value)) {
      if (one === null || one === undefined) continue;
      query += `${query === "" ? "?" : "&"}${quoteQuery(name)}=${quoteQuery(str(one))}`;
    }
  }
  return query;
}

/** Lists, tuples and sets repeat their name. */
function several(value: unknown): Iterable<unknown> {
  return Array.isArray(value) || value instanceof Set ? (value as Iterable<unknown>) : [value];
}
