// The syntax of access_log_format: gunicorn's atoms, %(h)s, in a line of text.
import { didYouMean } from "./suggest.ts";

/** What each atom stands for, in gunicorn's words. */
export const ACCESS_ATOMS = {
  h: "remote address",
  l: "'-'",
  u: "user name (HTTP Basic auth)",
  t: "date of the request",
  r: "status line (e.g. GET / HTTP/1.1)",
  m: "request method",
  U: "URL path without query string",
  q: "query string",
  H: "protocol",
  s: "status",
  B: "response length",
  b: "response length or '-' (CLF format)",
  f: "referer",
  a: "user agent",
  T: "request time in seconds",
  M: "request time in milliseconds",
  D: "request time in microseconds",
  L: "request time in decimal seconds",
  p: "process ID",
} as const;
export type AccessAtom = keyof typeof ACCESS_ATOMS;

export type AccessPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "atom"; readonly atom: AccessAtom }
  /** `name` in lower case. i: request header, o: response header, e: variable of the request. */
  | { readonly type: "i" | "o" | "e"; readonly name: string };

export interface AccessFormat {
  readonly parts: readonly AccessPart[];
  /** What is wrong with it, and what would be right; undefined for a good one. */
  readonly fault: string | undefined;
}

/** Words that people take for atoms, and the atom that they want. */
const WORDS: Readonly<Record<string, AccessAtom>> = {
  remote_addr: "h",
  host: "h",
  user: "u",
  time: "t",
  request: "r",
  method: "m",
  path: "U",
  url: "U",
  query: "q",
  protocol: "H",
  status: "s",
  bytes: "B",
  size: "B",
  referer: "f",
  referrer: "f",
  agent: "a",
  user_agent: "a",
  seconds: "T",
  ms: "M",
  duration: "D",
  pid: "p",
};

const DIRECTIVE = /%(?:%|\(([^()]*)\)(.?))?/gs;

/** Never throws. */
export function parseAccessFormat(format: string): AccessFormat {
  const parts: AccessPart[] = [];
  let at = 0;
  let text = "";
  for (const match of format.matchAll(DIRECTIVE)) {
    const [directive, name, conversion] = match;
    text += format.slice(at, match.index);
    at = match.index + directive.length;
    if (directive === "%%") {
      text += "%";
      continue;
    }
    const part = name === undefined || conversion !== "s" ? undefined : readAtom(name);
    if (part === undefined) return { parts: [], fault: faultOf(directive, name, conversion) };
    if (text !== "") parts.push({ type: "text", text });
    text = "";
    parts.push(part);
  }
  text += format.slice(at);
  if (text !== "") parts.push({ type: "text", text });
  // oxlint-disable-next-line no-control-regex
  const broken = /[\0-\x08\x0a-\x1f\x7f]/.test(format);
  return broken ? { parts: [], fault: "must be one line without control characters" } : { parts, fault: undefined };
}

function readAtom(name: string): AccessPart | undefined {
  if (isAtom(name)) return { type: "atom", atom: name };
  const [, variable = "", kind] = /^\{([^{}]+)\}([ioe])$/.exec(name) ?? [];
  if (kind !== "i" && kind !== "o" && kind !== "e") return undefined;
  return { type: kind, name: variable.toLowerCase() };
}

function isAtom(name: string): name is AccessAtom {
  return Object.hasOwn(ACCESS_ATOMS, name);
}

function faultOf(directive: string, name: string | undefined, conversion: string | undefined): string {
  if (name === undefined) return `has ${JSON.stringify(directive)} that begins no atom; write "%%" for a percent sign`;
  if (readAtom(name) !== undefined) {
    const found = conversion === "" ? "nothing" : JSON.stringify(conversion);
    return `has %(${name}) with ${found} behind it; write "%(${name})s"`;
  }
  return `has the unknown atom "%(${name})s".${suggestion(name)} The atoms are ${Object.keys(ACCESS_ATOMS).join(" ")} and {header}i, {header}o, {variable}e`;
}

function suggestion(name: string): string {
  const plain = name.toLowerCase().replace(/^\{|\}[ioe]?$/g, "");
  const word = WORDS[plain];
  if (word !== undefined) return ` Did you mean "%(${word})s"?`;
  if (name.startsWith("{")) return ` Did you mean "%({${plain}}i)s"?`;
  // A dash or more letters: the name of a header.
  if (name.length > 2 && /^[\w-]+$/.test(name) && name.includes("-")) return ` Did you mean "%({${name}}i)s"?`;
  return didYouMean(name, Object.keys(WORDS));
}
