// Where a render's variables come from: what the caller passed, an environment's globals, what an include inherits.

import { bindSelf } from "../access/bound.ts";

/** A layer of variables: names hidden by layers before it. */
export type Layer = ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>;

/** An inherited property of an instance of the application's classes, methods with their `this`; nothing of `Object.prototype`. */
function inherited(layer: object, name: string): unknown {
  if (!(name in layer) || name in Object.prototype) return undefined;
  const value = (layer as Record<string, unknown>)[name];
  return typeof value === "function" ? bindSelf(value, layer) : value;
}

/** The value, or JavaScript's `undefined`. */
export function variableOf(layer: Layer, name: string): unknown {
  if (layer instanceof Map) return (layer as ReadonlyMap<string, unknown>).get(name);
  const record = layer as Readonly<Record<string, unknown>>;
  return Object.hasOwn(record, name) ? record[name] : inherited(record, name);
}

function entriesOf(layer: Layer): Iterable<[string, unknown]> {
  return layer instanceof Map ? (layer as ReadonlyMap<string, unknown>) : Object.entries(layer);
}

/** All layers in one; the first layer's values hide the others'. */
export function merge(layers: readonly Layer[]): Map<string, unknown> {
  const all = new Map<string, unknown>();
  for (const layer of layers.toReversed()) {
    for (const [name, value] of entriesOf(layer)) if (value !== undefined) all.set(name, value);
  }
  return all;
}
