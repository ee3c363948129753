// str.encode and bytes.decode: the encodings that templates meet.
import { PythonError } from "../errors.ts";
import { hexEscape } from "../values/quote.ts";
import { textArgument } from "./arguments.ts";

type Codec = "utf-8" | "ascii" | "latin-1";

function codecOf(encoding: unknown): Codec {
  const name = encoding === undefined ? "utf-8" : textArgument(encoding, "encode() argument 'encoding' must be str");
  switch (name.toLowerCase().replaceAll(/[\s_-]+/g, "")) {
    case "utf8":
    case "u8":
      return "utf-8";
    case "ascii":
    case "usascii":
      return "ascii";
    case "latin1":
    case "iso88591":
    case "l1":
      return "latin-1";
    default:
      throw new PythonError("LookupError", `unknown encoding: ${name}`);
  }
}

/** The highest code that an encoding of one byte has. */
function highest(codec: Codec): number {
  return codec === "ascii" ? 0x7f : 0xff;
}

/** Python names a single character, and the places of several. */
function refuse(chars: readonly string[], place: number, codec: Codec): PythonError {
  const most = highest(codec);
  const fits = chars.findIndex((char, index) => index >= place && (char.codePointAt(0) as number) <= most);
  const last = (fits === -1 ? chars.length : fits) - 1;
  const char = chars[place] as string;
  const what =
    last === place ? `character '${hexEscape(char)}' in position ${place}` : `characters in position ${place}-${last}`;
  return new PythonError(
    "UnicodeEncodeError",
    `'${codec}' codec can't encode ${what}: ordinal not in range(${most + 1})`,
  );
}

/** What stands for a character that the encoding does not have. Raises UnicodeEncodeError. */
function substitute(chars: readonly string[], place: number, codec: Codec, errors: string): string {
  const char = chars[place] as string;
  const code = char.codePointAt(0) as number;
  switch (errors) {
    case "ignore":
      return "";
    case "replace":
      return "?";
    case "xmlcharrefreplace":
      return `&#${code};`;
    case "backslashreplace":
      return hexEscape(char);
    default:
      throw refuse(chars, place, codec);
  }
}

/** `str.encode(encoding="utf-8", errors="strict")`. Raises LookupError, UnicodeEncodeError. */
export function encode(self: string, encoding?: unknown, errors?: unknown): Uint8Array {
  const codec = codecOf(encoding);
  if (codec === "utf-8") return new TextEncoder().encode(self);
  const handling = errors === undefined ? "strict" : textArgument(errors, "encode() argument 'errors' must be str");
  const most = highest(codec);
  const chars = Array.from(self);
  const text = chars.map((char, place) =>
    (char.codePointAt(0) as number) <= most ? char : substitute(chars, place, codec, handling),
  );
  return Uint8Array.from(text.join(""), char => char.charCodeAt(0));
}

/** What stands for a byte above ASCII. Raises UnicodeDecodeError. */
function asciiSubstitute(byte: number, place: number, errors: unknown): string {
  if (errors === "ignore") return "";
  if (errors === "replace") return "\ufffd";
  throw new PythonError(
    "UnicodeDecodeError",
    `'ascii' codec can't decode byte 0x${byte.toString(16)} in position ${place}: ordinal not in range(128)`,
  );
}

/** `bytes.decode(encoding="utf-8", errors="strict")`. Raises LookupError, UnicodeDecodeError. */
export function decode(self: Uint8Array, encoding?: unknown, errors?: unknown): string {
  const codec = codecOf(encoding);
  if (codec !== "utf-8") {
    const most = highest(codec);
    return Array.from(self, (byte, place) =>
      byte <= most ? String.fromCharCode(byte) : asciiSubstitute(byte, place, errors),
    ).join("");
  }
  const strict = errors === undefined || errors === "strict";
  try {
    return new TextDecoder("utf-8", { fatal: strict, ignoreBOM: true }).decode(self);
  } catch {
    throw new PythonError("UnicodeDecodeError", "'utf-8' codec can't decode the bytes");
  }
}
