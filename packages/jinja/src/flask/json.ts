// Flask's `tojson`: as Jinja's, but with what Flask's JSON provider adds: dates as in HTTP, objects that say their HTML.
import { type Callable, signatureOf, withSignature } from "../values/callable.ts";
import { entriesOf, isMapping } from "../values/mapping.ts";
import { MAX_NESTING } from "../values/nesting.ts";
import { Markup } from "../values/markup.ts";

/** Makes `tojson` of an environment Flask's. */
export function flaskTojson(environment: { readonly filters: Map<string, Callable> }): void {
  const tojson = environment.filters.get("tojson");
  const signature = tojson === undefined ? undefined : signatureOf(tojson);
  if (tojson === undefined || signature === undefined) throw new Error("the environment has no filter tojson");
  const call = tojson as (context: unknown, value: unknown, ...rest: unknown[]) => unknown;
  const own = (context: unknown, value: unknown, ...rest: unknown[]): unknown =>
    call(context, jsonable(value, []), ...rest);
  environment.filters.set("tojson", withSignature(own, signature));
}

/** The value with everything that JSON has no word for put as Flask puts it. Lists and dicts are copied. */
function jsonable(value: unknown, path: readonly unknown[]): unknown {
  if (value === null || typeof value !== "object" || value instanceof Markup) return value;
  if (value instanceof Date) return value.toUTCString();
  // What is deeper, and what holds itself, is left to the filter to refuse.
  if (path.length >= MAX_NESTING || path.includes(value)) return value;
  const inside = [...path, value];
  if (Array.isArray(value)) return value.map(item => jsonable(item, inside));
  if (isMapping(value)) return new Map(Array.from(entriesOf(value), ([key, item]) => [key, jsonable(item, inside)]));
  const html = (value as { __html__?: unknown }).__html__;
  return typeof html === "function" ? String(html.call(value)) : value;
}
