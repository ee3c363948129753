// Which content coding a client takes (RFC 9110 section 12.5.3).

export type Coding = "br" | "gzip" | "identity";

/** Browsers send a handful of values; a client that invents them must not fill the memory. */
const MAX_CACHED = 256;
const cache = new Map<string, Coding>();

/** The best of br and gzip that `header` allows; br wins a tie. Identity when neither is. */
export function codingFor(header: string | undefined): Coding {
  if (header === undefined || header === "") return "identity";
  const known = cache.get(header);
  if (known !== undefined) return known;
  const coding = choose(header.toLowerCase());
  if (cache.size < MAX_CACHED && header.length <= 128) cache.set(header, coding);
  return coding;
}

function choose(header: string): Coding {
  const weights = new Map<string, number>();
  for (const part of header.split(",")) {
    const [coding = "", ...parameters] = part.split(";").map(text => text.trim());
    const q = parameters.find(text => text.startsWith("q="));
    const weight = q === undefined ? 1 : Number(q.slice(2));
    weights.set(coding === "x-gzip" ? "gzip" : coding, Number.isFinite(weight) ? weight : 0);
  }
  const any = weights.get("*") ?? 0;
  const br = weights.get("br") ?? any;
  const gzip = weights.get("gzip") ?? any;
  // Where identity is said to be better than both, it is.
  const identity = weights.get("identity") ?? 0;
  if (br > 0 && br >= gzip && br >= identity) return "br";
  return gzip > 0 && gzip >= identity ? "gzip" : "identity";
}
