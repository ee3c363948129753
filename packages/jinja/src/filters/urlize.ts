// Links around the URLs and mail addresses of a text, in time that grows with its length only.
import { SPACES } from "../values/whitespace.ts";
import { joined } from "../limits.ts";
import { codePointLength, firstCodePoints } from "../values/codepoints.ts";

/** How links are written. Texts are escaped already. */
export interface LinkStyle {
  /** Code points of a link's text before "..."; null for all. */
  readonly trimUrlLimit: number | null;
  /** ` rel="…" target="…"`. */
  readonly attributes: string;
  /** "tel:", "ftp://": what else begins a link. */
  readonly extraSchemes: readonly string[];
}

/** A word of the text: brackets around, and what may be a link. */
interface Word {
  readonly head: string;
  readonly core: string;
  readonly tail: string;
}

const NAME = "[\\p{L}\\p{N}_%]";
const LABEL = "[\\p{L}\\p{N}_%-]";
const DIGIT = "\\p{Nd}";
/** With the letters that Python's rules of case add to a-z. */
const LATIN = "[a-z\\u0130\\u0131]";
const TAIL = `(?::${DIGIT}{1,5})?(?:[/?#].*)?$`;

/** A host with any top-level domain after a scheme or `www.`. */
const WITH_SCHEME = `(?:https?://|www\\.)(?:${LABEL}+\\.)*(?:${LATIN}{2,63}|xn--${NAME}{2,59})`;
/** Without one only the oldest top-level domains are known. */
const BARE = `(?:${LABEL}{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)`;
const IPV4 = `${DIGIT}{1,3}(?:\\.${DIGIT}{1,3}){3}`;
const IPV6 = `\\[(?:[${DIGIT}a-f]{0,4}:){2}(?:[${DIGIT}a-f]{0,4}:?){1,6}\\]`;
const URL_PATTERN = new RegExp(`^(?:${WITH_SCHEME}|${BARE}|https?://(?:${IPV4}|${IPV6}))${TAIL}`, "iu");

const DOMAIN_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u;
const LAST_LABEL = /^[\p{L}\p{N}_]+$/u;

/** `user@example.org`; what is before the last `@` may be anything. */
function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf("@");
  const dot = text.lastIndexOf(".");
  if (at < 1 || dot < at) return false;
  return DOMAIN_NAME.test(text.slice(at + 1, dot)) && LAST_LABEL.test(text.slice(dot + 1));
}

const OPENING = /^(?:[(<]|&lt;)+/;

/** Where the signs begin that end a sentence or close a bracket. */
function tailStart(text: string): number {
  let end = text.length;
  for (;;) {
    if (end > 0 && ")>.,".includes(text.charAt(end - 1))) end -= 1;
    else if (text.startsWith("&gt;", end - 4) && end >= 4) end -= 4;
    else return end;
  }
}

function splitWord(word: string): Word {
  const head = OPENING.exec(word)?.[0] ?? "";
  const end = Math.max(tailStart(word), head.length);
  return { head, core: word.slice(head.length, end), tail: word.slice(end) };
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

/** Just after the `wanted`th sign, or the last one; 0 where there is none. */
function afterSigns(text: string, sign: string, wanted: number): number {
  let end = 0;
  for (let found = 0; found < wanted; found++) {
    const place = text.indexOf(sign, end);
    if (place < 0) break;
    end = place + sign.length;
  }
  return end;
}

const BRACKETS = [
  ["(", ")"],
  ["<", ">"],
  ["&lt;", "&gt;"],
] as const;

/** Gives brackets that a link opens their closing ones back: `https://en.wikipedia.org/wiki/Jinja_(engine)`. */
function balance(word: Word): Word {
  let { core, tail } = word;
  for (const [open, close] of BRACKETS) {
    const opened = count(core, open);
    if (opened <= count(core, close)) continue;
    const moved = afterSigns(tail, close, opened);
    core += tail.slice(0, moved);
    tail = tail.slice(moved);
  }
  return { head: word.head, core, tail };
}

function trimmed(text: string, style: LinkStyle): string {
  const limit = style.trimUrlLimit;
  return limit === null || codePointLength(text) <= limit ? text : `${firstCodePoints(text, limit)}...`;
}

function link(target: string, text: string, style: LinkStyle): string {
  return `<a href="${target}"${style.attributes}>${trimmed(text, style)}</a>`;
}

function mailLink(target: string, address: string): string {
  return `<a href="${target}">${address}</a>`;
}

function hasExtraScheme(text: string, style: LinkStyle): boolean {
  return style.extraSchemes.some(scheme => text !== scheme && text.startsWith(scheme));
}

function linked(text: string, style: LinkStyle): string {
  if (URL_PATTERN.test(text)) {
    return link(/^https?:\/\//.test(text) ? text : `https://${text}`, text, style);
  }
  if (text.startsWith("mailto:") && isMailAddress(text.slice(7))) return mailLink(text, text.slice(7));
  if (text.includes("@") && !text.startsWith("www.") && !text.includes(":") && isMailAddress(text)) {
    return mailLink(`mailto:${text}`, text);
  }
  return hasExtraScheme(text, style) ? link(text, text, style) : text;
}

/** What every link has: the dot of a host or the colon of a scheme, or an at sign. */
const MAY_BE_LINK = /[.:@]/;

function linkWord(word: string, style: LinkStyle): string {
  if (!MAY_BE_LINK.test(word)) return word;
  const { head, core, tail } = balance(splitWord(word));
  return head + linked(core, style) + tail;
}

const GAP = new RegExp(`([${SPACES}]+)`);

/** `html` is escaped text; links are put around the words of it that are URLs or mail addresses. */
export function urlize(html: string, style: LinkStyle): string {
  const words = html.split(GAP);
  return joined(
    words.map(word => linkWord(word, style)),
    "",
  );
}
