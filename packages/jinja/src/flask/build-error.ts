// "Could not build url for endpoint …": what is wrong, and which endpoint was probably meant.
import { repr } from "../values/text.ts";
import { similarity } from "./similarity.ts";
import type { Rule, UrlValues } from "./url-map.ts";

/** Longer names are compared by their beginnings only: the comparison is more than quadratic. */
const COMPARED = 60;

/** No rule fits an endpoint and its values (werkzeug.routing.BuildError, the same words). */
export class BuildError extends Error {
  override readonly name = "BuildError";
  readonly endpoint: string;
  readonly method: string | null;
  /** The rule whose endpoint is spelled most alike. */
  readonly suggested: Rule | undefined;

  constructor(endpoint: string, values: UrlValues, method: string | null, rules: readonly Rule[]) {
    const suggested = closest(endpoint, values, method, rules);
    super(messageOf(endpoint, values, method, suggested));
    this.endpoint = endpoint;
    this.method = method;
    this.suggested = suggested;
  }
}

function messageOf(endpoint: string, values: UrlValues, method: string | null, rule: Rule | undefined): string {
  const asked = method === null ? "" : ` (${repr(method)})`;
  const given = values.size === 0 ? "" : ` with values ${repr([...values.keys()].toSorted())}`;
  return `Could not build url for endpoint ${repr(endpoint)}${asked}${given}.${hint(endpoint, values, method, rule)}`;
}

function hint(endpoint: string, values: UrlValues, method: string | null, rule: Rule | undefined): string {
  if (rule === undefined) return "";
  if (rule.endpoint !== endpoint) return ` Did you mean ${repr(rule.endpoint)} instead?`;
  const methods = method === null || rule.methods.has(method) ? undefined : [...rule.methods].toSorted();
  const missing = [...rule.arguments].filter(name => !values.has(name)).toSorted();
  return (
    (methods === undefined ? "" : ` Did you mean to use methods ${repr(methods)}?`) +
    (missing.length === 0 ? "" : ` Did you forget to specify values ${repr(missing)}?`)
  );
}

/** The name counts; values that fit and a method that fits decide between names that are as alike. */
function closest(endpoint: string, values: UrlValues, method: string | null, rules: readonly Rule[]): Rule | undefined {
  let best: { score: number; rule: Rule } | undefined;
  for (const rule of rules) {
    const fits = [...values.keys()].every(name => rule.arguments.has(name));
    const alike = similarity(rule.endpoint.slice(0, COMPARED), endpoint.slice(0, COMPARED));
    const score = 0.98 * alike + 0.01 * Number(fits) + 0.01 * Number(method !== null && rule.methods.has(method));
    if (best === undefined || score > best.score) best = { score, rule };
  }
  return best?.rule;
}
