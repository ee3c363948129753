// The Cookie header, as Werkzeug reads it.

/** Names and values in their order; quotes around a value and backslashes in it are taken off. */
export function parseCookies(header: string): [string, string][] {
  return header.split(";").flatMap((pair): [string, string][] => {
    const [name = ""] = pair.split("=", 1);
    return name.trim() === "" ? [] : [[name.trim(), unquoted(pair.slice(name.length + 1).trim())]];
  });
}

function unquoted(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  return value.slice(1, -1).replaceAll(/\\([0-3][0-7]{2}|.)/g, (_, escaped: string) => {
    return escaped.length === 3 ? String.fromCharCode(Number.parseInt(escaped, 8)) : escaped;
  });
}
