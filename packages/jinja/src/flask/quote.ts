// Percent-encoding of URLs as Werkzeug's: which characters of a path, a query or a fragment stay as they are.
import { valueError } from "../errors.ts";

/** URL Standard, path segments: what RFC 3986 calls unreserved stays in all of them. */
const IN_PATH = /[^\w.~!$&'()*+,/:;=@-]/gu;
const IN_QUERY = /[^\w.~!$'()*,/:;?@ -]/gu;
const IN_FRAGMENT = /[^\w.~%!#$&'()*+,/:;=?@-]/gu;
const IN_RAW_PATH = /[^\w.~!$&'()*+,/:;=@%-]/gu;
const IN_RAW_QUERY = /[^\w.~!$&'()*+,/:;=?@%-]/gu;

/** Part of a path; slashes stay. */
export function quotePath(text: string): string {
  return quote(text, IN_PATH);
}

/** Name or value of a query string; spaces become plus signs. */
export function quoteQuery(text: string): string {
  return quote(text, IN_QUERY).replaceAll(" ", "+");
}

/** What comes after `#`; percent signs are taken for escapes. */
export function quoteFragment(text: string): string {
  return quote(text, IN_FRAGMENT);
}

function quote(text: string, unsafe: RegExp): string {
  return text.replace(unsafe, percent);
}

function percent(character: string): string {
  try {
    return encodeURIComponent(character);
  } catch {
    throw valueError("a URL cannot hold half of a surrogate pair");
  }
}

/** A path as a server sees it: percent-decoded UTF-8, with U+FFFD for what is none. */
export function decodePath(raw: string): string {
  if (!raw.includes("%")) return raw;
  return raw.replaceAll(/(?:%[\da-f]{2})+/gi, run => new TextDecoder().decode(bytesOf(run)));
}

/** A path as people read it (an IRI's): what is decoded by no means changes what the path means. */
export function readablePath(path: string): string {
  return decodeReadable(quote(path, IN_RAW_PATH), "/?#");
}

/** The same for a query string. */
export function readableQuery(query: string): string {
  return decodeReadable(quote(query, IN_RAW_QUERY), "&=+#");
}

/** Names and values of a query string or an urlencoded form, in their order. Bytes that are no UTF-8 stay escaped. */
export function parseFields(query: string): [string, string][] {
  return query.split("&").flatMap((pair): [string, string][] => {
    if (pair === "") return [];
    const [name = ""] = pair.split("=", 1);
    return [[decodeField(name), decodeField(pair.slice(name.length + 1))]];
  });
}

function decodeField(raw: string): string {
  const spaced = raw.replaceAll("+", " ");
  if (!spaced.includes("%")) return spaced;
  return spaced.replaceAll(/(?:%[\da-f]{2})+/gi, run =>
    Array.from(charactersOf(bytesOf(run)), character =>
      typeof character === "number" ? hex(character) : character,
    ).join(""),
  );
}

/** Decodes runs of escapes, but neither reserved characters, nor controls, spaces, percent signs and broken UTF-8. */
function decodeReadable(text: string, reserved: string): string {
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, run => {
    let out = "";
    for (const character of charactersOf(bytesOf(run))) {
      const keep = typeof character === "number" || character <= " " || `%\u007F${reserved}`.includes(character);
      if (!keep) out += character;
      else out += typeof character === "number" ? hex(character) : hex(character.charCodeAt(0));
    }
    return out;
  });
}

/** The characters of UTF-8; a byte that belongs to none is given as a number. */
function* charactersOf(bytes: Uint8Array): Generator<string | number> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    let character: string | undefined;
    try {
      character = decoder.decode(bytes.subarray(at, at + length));
    } catch {
      character = undefined;
    }
    if (character === undefined) yield byte;
    else yield character;
    at += character === undefined ? 1 : length;
  }
}

function bytesOf(run: string): Uint8Array {
  return Uint8Array.from(run.slice(1).split("%"), pair => Number.parseInt(pair, 16));
}

function hex(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
