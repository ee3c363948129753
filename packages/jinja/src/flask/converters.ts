// How values become parts of a path: Werkzeug's converters, by the names that rules call them.
import { valueError } from "../errors.ts";
import { toFloat, toInt } from "../format/convert.ts";
import { float } from "../values/float.ts";
import { hashKey } from "../values/hash.ts";
import { str } from "../values/text.ts";
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

const decimal: ConverterFactory = () => value => str(float(toFloat(value)));

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

/** The built-in converters by the names in rules. */
export const CONVERTERS: ReadonlyMap<string, ConverterFactory> = new Map([
  ["default", text],
  ["string", text],
  ["any", any],
  ["path", text],
  ["int", digits],
  ["float", decimal],
  ["uuid", uuid],
]);

/** Python's `str.zfill`: zeros go behind the sign. */
function zeroFilled(digits: string, width: number): string {
  const sign = digits.startsWith("-") ? "-" : "";
  return sign + digits.slice(sign.length).padStart(width - sign.length, "0");
}
