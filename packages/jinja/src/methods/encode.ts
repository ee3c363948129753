// str.encode and bytes.decode: the encodings that templates meet.
import { PythonError, valueError } from "../errors.ts";
import { hexEscape, quote } from "../values/quote.ts";
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

/** What stands for a character that the encoding does not have. Raises ValueError. */
function substitute(char: string, place: number, codec: Codec, errors: string): string {
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
      throw valueError(
        `'${codec}' codec can't encode character ${quote(char)} in position ${place}: ordinal not in range(${codec === "ascii" ? 128 : 256})`,
      );
  }
}

/** `str.encode(encoding="utf-8", errors="strict")`. Raises LookupError, ValueError. */
export function encode(self: string, encoding?: unknown, errors?: unknown): Uint8Array {
  const codec = codecOf(encoding);
  if (codec === "utf-8") return new TextEncoder().encode(self);
  const handling = errors === undefined ? "strict" : textArgument(errors, "encode() argument 'errors' must be str");
  const most = codec === "ascii" ? 0x7f : 0xff;
  let place = 0;
  let text = "";
  for (const char of self) {
    text += (char.codePointAt(0) as number) <= most ? char : substitute(char, place, codec, handling);
    place++;
  }
  return Uint8Array.from(text, char => char.charCodeAt(0));
}

/** `bytes.decode(encoding="utf-8")`. Raises LookupError, ValueError. */
export function decode(self: Uint8Array, encoding?: unknown, errors?: unknown): string {
  const codec = codecOf(encoding);
  if (codec === "latin-1") return Array.from(self, byte => String.fromCharCode(byte)).join("");
  const bad = codec === "ascii" ? self.findIndex(byte => byte > 0x7f) : -1;
  const strict = errors === undefined || errors === "strict";
  try {
    if (bad === -1 || !strict) return new TextDecoder("utf-8", { fatal: strict, ignoreBOM: true }).decode(self);
  } catch {
    throw valueError("'utf-8' codec can't decode the bytes");
  }
  const byte = (self[bad] as number).toString(16);
  throw valueError(`'ascii' codec can't decode byte 0x${byte} in position ${bad}: ordinal not in range(128)`);
}
