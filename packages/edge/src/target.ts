// The path that a request target means.

/** The path without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf("?");
  return query < 0 ? target : target.slice(0, query);
}

/**
 * The decoded path with dot segments and double slashes resolved, as nginx matches locations by; undefined when it
 * climbs above the root or is badly encoded. The common path needs no work and is returned as it is.
 */
export function normalizePath(path: string): string | undefined {
  if (!path.includes("%") && !path.includes("/.") && !path.includes("//")) return path;
  const decoded = decode(path);
  if (decoded === undefined) return undefined;
  const kept: string[] = [];
  const segments = decoded.split("/");
  for (const segment of segments.slice(1)) {
    if (segment === "..") {
      if (kept.pop() === undefined) return undefined;
    } else if (segment !== "." && segment !== "") kept.push(segment);
  }
  const last = segments.at(-1);
  const isFolder = last === "" || last === "." || last === "..";
  return `/${kept.join("/")}${isFolder && kept.length > 0 ? "/" : ""}`;
}

function decode(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes("\0") ? undefined : decoded;
  } catch {
    return decodeBytes(path);
  }
}

/** Escapes that are no UTF-8 are one character a byte; `%` without two hex digits is refused. */
function decodeBytes(path: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(path) || /%00/.test(path)) return undefined;
  return path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
