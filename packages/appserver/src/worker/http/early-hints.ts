// ServerResponse.writeEarlyHints for a response on the link: the edge tells clients that understand it (RFC 8297).
import type { Reply } from "@seatstack/shared/link/types";

/** Node's `{ link: "…" | ["…"], other: "…" }`. */
type Hints = Readonly<Record<string, string | readonly string[]>>;

/** As in Node without a `link` nothing is sent. Throws what no header may hold. */
export function earlyHints(reply: Reply): (hints: Hints, callback?: () => void) => void {
  return (hints, callback) => {
    const { link } = hints;
    const links = typeof link === "string" ? [link] : (link ?? []);
    if (links.length > 0) reply.hints(Object.entries(hints).flatMap(([name, value]) => pairs(name, value)));
    callback?.();
  };
}

function pairs(name: string, value: string | readonly string[]): string[] {
  const values = typeof value === "string" ? [value] : value;
  return values.flatMap(one => [name.toLowerCase(), one]);
}
