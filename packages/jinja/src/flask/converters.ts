// How values become parts of a path: Werkzeug's converters, by the names that rules call them.
import { typeError, valueError } from "../errors.ts";
import { parseFloatText, parseIntText } from "../format/parse-number.ts";
import { type Float, float, isFloat, toNumber } from "../values/float.ts";
import { hashKey } from "../values/hash.ts";
import { textOf } from "../values/markup.ts";
import { str } from "../values/text.ts";
import { typeName } from "../values/typename.ts";
import { quotePath } from "./quote.ts";
import type { ConverterArguments } from "./rule-syntax.ts";

/** The text of a value in a path. Throws a ValueError for what the rule does not take. */
export type Converter = (value: unknown) => string;

/** Makes a converter of what a rule says in parentheses: `<int(fixed_digits=4):n>`. */
export type ConverterFactory = (args: ConverterArguments) => Converter;

const text: ConverterFactory = () => value => quotePath(str(value));

const digits: ConverterFactory = ({ named }) => {
  const width = Number(named.get("fixed_digits") ?? 0);
  return value => zeroFilled(String(toInt(value)), width);
};

const decimal: ConverterFactory = () => value => str(toFloat(value));

const any: ConverterFactory = ({ positional }) => {
  const items = positional.map(String);
  const choice = items.toSorted().map(item => `'${item}'`);
  return value => {
    hashKey(value);
    if (typeof value === "string" && items.includes(value)) return value;
    throw valueError(`'${str(value)}' is not one of ${choice.join(", ")}`);
  };
};

const uuid: ConverterFactory = () => value => str(value);

export const CONVERTERS: ReadonlyMap<string, ConverterFactory> = new Map([
  ["default", text],
  ["string", text],
  ["any", any],
  ["path", text],
  ["int", digits],
  ["float", decimal],
  ["uuid", uuid],
]);

/** Python's `int(value)`. */
function toInt(value: unknown): number | bigint {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint") return value;
  if (isFloat(value) || typeof value === "number") return whole(toNumber(value));
  const text = textOf(value);
  if (text !== undefined) return parseIntText(text, value);
  throw typeError(`int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`);
}

function whole(number: number): number | bigint {
  if (!Number.isFinite(number)) throw valueError(`cannot convert float ${str(number)} to integer`);
  const cut = Math.trunc(number);
  return Number.isSafeInteger(cut) ? cut : BigInt(cut);
}

/** Python's `float(value)`. */
function toFloat(value: unknown): number | Float {
  if (typeof value === "boolean") return float(value ? 1 : 0);
  if (typeof value === "bigint") return float(Number(value));
  if (isFloat(value) || typeof value === "number") return float(toNumber(value));
  const text = textOf(value);
  if (text !== undefined) return float(parseFloatText(text, value));
  throw typeError(`float() argument must be a string or a real number, not '${typeName(value)}'`);
}

/** Python's `str.zfill`: zeros go behind the sign. */
function zeroFilled(digits: string, width: number): string {
  const sign = digits.startsWith("-") ? "-" : "";
  return sign + digits.slice(sign.length).padStart(width - sign.length, "0");
}
