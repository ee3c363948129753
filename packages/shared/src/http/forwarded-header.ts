// The Forwarded header (RFC 7239): one element per proxy that a request came through, the client's first.

export interface ForwardedElement {
  /** As sent: an address, perhaps with a port, `unknown`, or a name that a proxy made up. */
  readonly for: string | undefined;
  readonly proto: string | undefined;
  readonly host: string | undefined;
}

/** name "=" ( token / quoted-string ), each a piece that cannot be read in two ways. */
const PAIR = /([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)|"((?:[^"\\]|\\.)*)")/y;
const SEPARATOR = /[ \t]*([;,])[ \t]*/y;

/** The elements from left to right; undefined for what is no Forwarded header, or says one thing twice. */
export function parseForwarded(value: string): ForwardedElement[] | undefined {
  const elements: ForwardedElement[] = [];
  let element = new Map<string, string>();
  for (let at = 0; ;) {
    PAIR.lastIndex = at;
    const [, name = "", token, quoted = ""] = PAIR.exec(value) ?? [];
    if (name === "" || element.has(name.toLowerCase())) return undefined;
    element.set(name.toLowerCase(), token ?? quoted.replace(/\\(.)/g, "$1"));
    at = SEPARATOR.lastIndex = PAIR.lastIndex;
    const separator = SEPARATOR.exec(value);
    if (separator?.[1] !== ";") {
      elements.push({ for: element.get("for"), proto: element.get("proto"), host: element.get("host") });
      element = new Map();
    }
    if (separator === null) return at === value.length ? elements : undefined;
    at = SEPARATOR.lastIndex;
  }
}
