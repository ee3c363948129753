// The format specification mini-language: [[fill]align][sign][z][#][0][width][grouping][.precision][type].
import { valueError } from "../errors.ts";
import { remembered } from "./parse-cache.ts";

/** Left, right, after the sign, in the middle. */
export type Align = "<" | ">" | "=" | "^";

/** A format specification, taken apart. */
export interface Spec {
  readonly fill: string;
  readonly align: Align;
  readonly sign: "" | "+" | "-" | " ";
  /** `z`: no minus before what rounds to zero. */
  readonly noNegativeZero: boolean;
  readonly alternate: boolean;
  /** -1 where none was given. */
  readonly width: number;
  readonly grouping: "" | "," | "_";
  /** -1 where none was given. */
  readonly precision: number;
  /** One code point, or none. */
  readonly type: string;
}

/** Reads a specification's characters in order. */
class Reader {
  readonly #chars: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#chars = Array.from(text);
  }

  peek(ahead = 0): string {
    return this.#chars[this.#at + ahead] ?? "";
  }

  take(accepted: string): string {
    const char = this.peek();
    if (char === "" || !accepted.includes(char)) return "";
    this.#at++;
    return char;
  }

  skip(count: number): void {
    this.#at += count;
  }

  /** A decimal number, or -1 where there is none. */
  number(): number {
    let digits = "";
    for (let digit = this.take("0123456789"); digit !== ""; digit = this.take("0123456789")) digits += digit;
    if (digits === "") return -1;
    if (digits.length > 18) throw valueError("Too many decimal digits in format string");
    return Number(digits);
  }

  rest(): readonly string[] {
    return this.#chars.slice(this.#at);
  }
}

function alignment(reader: Reader, usual: Align): { fill: string; align: Align; hasFill: boolean; hasAlign: boolean } {
  if ("<>=^".includes(reader.peek(1)) && reader.peek(1) !== "") {
    const fill = reader.peek();
    reader.skip(1);
    return { fill, align: reader.take("<>=^") as Align, hasFill: true, hasAlign: true };
  }
  const align = reader.take("<>=^") as Align | "";
  return { fill: " ", align: align === "" ? usual : align, hasFill: false, hasAlign: align !== "" };
}

function grouping(reader: Reader): Spec["grouping"] {
  const comma = reader.take(",");
  const underscore = reader.take("_");
  if ((comma !== "" && underscore !== "") || (underscore !== "" && reader.peek() === ",")) {
    throw valueError("Cannot specify both ',' and '_'.");
  }
  return (comma || underscore) as Spec["grouping"];
}

function precision(reader: Reader): number {
  if (reader.take(".") === "") return -1;
  const digits = reader.number();
  if (digits === -1) throw valueError("Format specifier missing precision");
  return digits;
}

function typeOf(reader: Reader, text: string, typeName: string): string {
  const rest = reader.rest();
  if (rest.length <= 1) return rest[0] ?? "";
  throw valueError(`Invalid format specifier '${text}' for object of type '${typeName}'`);
}

function checkGrouping(group: Spec["grouping"], type: string): void {
  if (group === "" || "defgEG%F".includes(type)) return;
  if (group === "_" && "boxX".includes(type)) return;
  throw valueError(`Cannot specify '${group}' with '${shown(type)}'.`);
}

function parse(text: string, typeName: string, usual: Align, usualType: string): Spec {
  const reader = new Reader(text);
  const { hasFill, hasAlign, ...layout } = alignment(reader, usual);
  const sign = reader.take("+- ") as Spec["sign"];
  const noNegativeZero = reader.take("z") !== "";
  const alternate = reader.take("#") !== "";
  let { fill, align } = layout;
  if (!hasFill && reader.take("0") !== "") {
    fill = "0";
    if (!hasAlign && usual === ">") align = "=";
  }
  const width = reader.number();
  const group = grouping(reader);
  const digits = precision(reader);
  const type = typeOf(reader, text, typeName);
  checkGrouping(group, type === "" ? usualType : type);
  return { fill, align, sign, noNegativeZero, alternate, width, grouping: group, precision: digits, type };
}

const numberSpecs = remembered(text => parse(text, "number", ">", "d"));
const textSpecs = remembered(text => parse(text, "str", "<", "s"));

/** A specification for numbers, which stand at the right. Raises ValueError, which names the type. */
export function parseNumberSpec(text: string, typeName: string): Spec {
  return numberSpecs(text) ?? parse(text, typeName, ">", "d");
}

/** A specification for texts, which stand at the left. Raises ValueError, which names the type. */
export function parseTextSpec(text: string, typeName: string): Spec {
  return textSpecs(text) ?? parse(text, typeName, "<", "s");
}

/** A type as messages show it. */
function shown(type: string): string {
  const code = type.codePointAt(0) ?? 0;
  return code > 32 && code < 128 ? type : `\\x${code.toString(16)}`;
}

/** The ValueError of a type that values of this kind do not have. */
export function unknownCode(type: string, typeName: string): Error {
  return valueError(`Unknown format code '${shown(type)}' for object of type '${typeName}'`);
}
