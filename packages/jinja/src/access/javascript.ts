// What `strictPython: false` reaches besides Python's attributes: harmless properties and methods of JavaScript's own types.
import { isLimited } from "../limits.ts";

const TEXT =
  "at charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf length localeCompare normalize padEnd padStart repeat replaceAll slice startsWith substring toLowerCase toString toUpperCase trim trimEnd trimStart";
const NUMBER = "toExponential toFixed toPrecision toString";
const LIST =
  "at concat entries every filter find findIndex findLast findLastIndex flat flatMap forEach includes indexOf join keys lastIndexOf length map pop push reduce reduceRight reverse shift slice some sort splice toReversed toSorted toSpliced toString unshift values with";
const MAP = "clear delete entries forEach get has keys set size values";
const SET =
  "add clear delete difference entries forEach has intersection isDisjointFrom isSubsetOf isSupersetOf keys size symmetricDifference union values";
const DATE =
  "getDate getDay getFullYear getHours getMilliseconds getMinutes getMonth getSeconds getTime getTimezoneOffset getUTCDate getUTCDay getUTCFullYear getUTCHours getUTCMilliseconds getUTCMinutes getUTCMonth getUTCSeconds toDateString toISOString toJSON toLocaleDateString toLocaleTimeString toString toTimeString toUTCString";

function names(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

const TEXT_NAMES = names(TEXT);
const NUMBER_NAMES = names(NUMBER);
const OBJECT_NAMES: readonly (readonly [new () => object, ReadonlySet<string>])[] = [
  [Array, names(LIST)],
  [Map, names(MAP)],
  [Set, names(SET)],
  [Date, names(DATE)],
];

function allowed(value: unknown): ReadonlySet<string> | undefined {
  if (typeof value === "string") return TEXT_NAMES;
  if (typeof value === "number" || typeof value === "bigint") return NUMBER_NAMES;
  return OBJECT_NAMES.find(([type]) => value instanceof type)?.[1];
}

/**
 * JavaScript's `undefined` for all that is not on the list. While limits are in force only data is reachable:
 * `repeat` and its like ask nobody how long a text may be.
 */
export function javascriptMember(value: unknown, name: string): unknown {
  if (allowed(value)?.has(name) !== true) return undefined;
  const found = (value as Record<string, unknown>)[name];
  return typeof found === "function" && isLimited() ? undefined : found;
}
