// The Cookie header, as Werkzeug reads it.

/** Names and values in their order; quotes around a value and backslashes in it are taken off. */
export function parseCookies(header: string): [string, string][] {
  const cookies: [string, string][] = [];
  for (let at = 0; at < header.length;) {
    const end = endOf(header, at);
    const [name = ""] = header.slice(at, end).split("=", 1);
    const value = header.slice(at + name.length + 1, end).trim();
    if (name.trim() !== "") cookies.push([name.trim(), unquoted(value)]);
    at = end + 1;
  }
  return cookies;
}

/** Where the pair at `start` ends: at a semicolon, but none within a value that is quoted as a whole. */
function endOf(header: string, start: number): number {
  const semicolon = header.indexOf(";", start);
  const equals = header.indexOf("=", start);
  const plain = semicolon === -1 ? header.length : semicolon;
  if (equals === -1 || equals > plain) return plain;
  const quote = skipSpace(header, equals + 1);
  const after = header[quote] === '"' ? skipSpace(header, closingQuote(header, quote) + 1) : -1;
  return after >= header.length || header[after] === ";" ? Math.min(after, header.length) : plain;
}

/** The place of the quote that closes the one at `open`; beyond all text where there is none. */
function closingQuote(header: string, open: number): number {
  let at = open + 1;
  while (at < header.length && header[at] !== '"') at += header[at] === "\\" ? 2 : 1;
  return at < header.length ? at : Number.NaN;
}

function skipSpace(header: string, from: number): number {
  let at = from;
  while (header[at]?.trim() === "") at += 1;
  return at;
}

/** Octal escapes are bytes of UTF-8. */
function unquoted(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  return value.slice(1, -1).replaceAll(/(?:\\[0-3][0-7]{2})+|\\(.)/g, (run: string, character: string | undefined) => {
    if (character !== undefined) return character;
    return new TextDecoder().decode(Uint8Array.from(run.slice(1).split("\\"), octal => Number.parseInt(octal, 8)));
  });
}
