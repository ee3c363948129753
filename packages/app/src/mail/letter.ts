// One message ready for a channel, and the words that it is made of. Pure: the same in, the same out.
import type { SectionItem } from "../queries.ts";

export interface Letter {
  /** Idempotency key: equal for every try of the same message. */
  readonly key: string;
  /** When it was queued; names its file. */
  readonly queuedAt: number;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** With angle brackets; derived from the key, so that mailboxes can drop a second copy. */
  readonly messageId: string;
  /** HTTPS link for List-Unsubscribe (RFC 8058). */
  readonly unsubscribeUrl: string;
}

export type Words = Pick<Letter, "subject" | "text" | "html">;

export interface OpenedSection {
  readonly section: SectionItem;
  /** Seats when it opened, where the source counts them. */
  readonly open: number | null;
  readonly openedAt: number;
  readonly pageUrl: string;
  /** Stops this one watch. */
  readonly stopUrl: string;
}

const MAX_LINE = 72;

/** A part of a message: a paragraph, or a link with its words. */
type Part = string | { readonly url: string; readonly words: string };

export function alertWords(opened: readonly OpenedSection[], stopAllUrl: string): Words {
  const [first] = opened;
  const subject =
    opened.length === 1 && first !== undefined
      ? `Seat open: ${nameOf(first.section)}`
      : `Seats open in ${opened.length} sections that you watch`;
  return render(subject, [
    ...opened.flatMap(alertParts),
    "Seats go fast: we told you the moment we saw it, but cannot hold one for you. If it is taken again, we go on watching.",
    { url: stopAllUrl, words: "Stop all alerts to this address" },
  ]);
}

export function confirmWords(section: SectionItem, confirmUrl: string, refuseUrl: string): Words {
  return render(`Confirm: watch ${nameOf(section)}`, [
    `You asked to be told when a seat opens in ${describe(section)}.`,
    { url: confirmUrl, words: "Confirm this watch" },
    "The link works for two days. Nothing is sent to you before you confirm.",
    "You did not ask? Then do nothing, or tell us not to write to you again:",
    { url: refuseUrl, words: "This was not me" },
  ]);
}

export function alreadyWords(section: SectionItem, pageUrl: string, stopUrl: string): Words {
  return render(`You are watching ${nameOf(section)} already`, [
    `You asked again to be told when a seat opens in ${describe(section)}. You need do nothing: we are watching it.`,
    { url: pageUrl, words: "See the section" },
    { url: stopUrl, words: "Stop watching it" },
  ]);
}

/** "CS 2500 section 01, Winter 2027". */
export function nameOf(section: SectionItem): string {
  return `${section.subject} ${section.number} section ${section.label}, ${section.termName}`;
}

function alertParts(opened: OpenedSection): readonly Part[] {
  const { section, open, openedAt } = opened;
  const seats = open === null ? "A seat" : open === 1 ? "1 seat" : `${open} seats`;
  const gone = section.status === "open" ? "" : " When this message left, it was taken again.";
  const crn = section.crn === null ? "" : ` CRN ${section.crn}.`;
  return [
    `${seats} open in ${describe(section)}.${crn} Seen at ${new Date(openedAt).toUTCString()}.${gone}`,
    { url: opened.pageUrl, words: "See the section" },
    { url: opened.stopUrl, words: "Stop watching it" },
  ];
}

function describe(section: SectionItem): string {
  const { subject, number, title, label, termName, instructor } = section;
  return `${subject} ${number} ${title}, section ${label}${instructor === null ? "" : ` (${instructor})`}, ${termName}`;
}

function render(subject: string, parts: readonly Part[]): Words {
  const text = parts.map(part => (typeof part === "string" ? wrap(part) : `${part.words}:\n${part.url}`)).join("\n\n");
  const body = parts
    .map(part => (typeof part === "string" ? `<p>${escapeHtml(part)}</p>` : `<p>${anchor(part.url, part.words)}</p>`))
    .join("\n");
  return {
    subject,
    text: `${text}\n`,
    html: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="font-family:sans-serif;line-height:1.5;max-width:36em">\n${body}\n</body></html>\n`,
  };
}

/** Lines of at most 72: ASCII then travels as it is, and a link can be copied out of the raw message. */
function wrap(paragraph: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(" ")) {
    if (line !== "" && line.length + word.length >= MAX_LINE) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line].join("\n");
}

function anchor(url: string, words: string): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(words)}</a>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
