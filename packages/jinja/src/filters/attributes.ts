// Attribute paths as filters take them: "a.b.0", 3, and for `sort` several with commas.
import type { EnvironmentCore } from "../runtime/types.ts";
import { Undefined } from "../undefined.ts";
import { isMarkup } from "../values/markup.ts";
import { truth } from "../values/truth.ts";
import { callTextMethod, isText } from "./soft.ts";

/** Reads something of an item. */
export type Getter = (item: unknown) => unknown;

const DIGITS = /^\p{Nd}+$/u;

function partOf(text: string): unknown {
  return DIGITS.test(text) ? Number(text) : text;
}

/** None is no part at all, a text is split at its dots, all else is one key. */
function partsOf(attribute: unknown): unknown[] {
  if (attribute === null || attribute === undefined) return [];
  return isText(attribute) ? String(attribute).split(".").map(partOf) : [attribute];
}

/** The getter of an attribute path; `fallback` (unless None) stands for what is undefined at any of its steps. */
export function attributeGetter(environment: EnvironmentCore, attribute: unknown, fallback: unknown = null): Getter {
  const parts = partsOf(attribute);
  return item => {
    let found = item;
    for (const part of parts) {
      found = environment.getItem(found, part);
      if (fallback !== null && found instanceof Undefined) found = fallback;
    }
    return found;
  };
}

/** The getters of a list of paths with commas, in its order. */
export function attributeGetters(environment: EnvironmentCore, attribute: unknown): Getter[] {
  const paths = isText(attribute) ? String(attribute).split(",") : [attribute];
  return paths.map(path => attributeGetter(environment, path));
}

/** Texts in lower case, all else as it is: how filters compare unless told to mind the case. */
export function ignoreCase(value: unknown): unknown {
  if (typeof value === "string") return value.toLowerCase();
  return isMarkup(value) ? callTextMethod(value, "lower") : value;
}

/** A getter whose texts are in lower case unless `caseSensitive`. */
export function comparable(getter: Getter, caseSensitive: unknown): Getter {
  return truth(caseSensitive) ? getter : item => ignoreCase(getter(item));
}
