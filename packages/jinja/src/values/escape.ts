// Escaping for HTML (markupsafe.escape).
import { Undefined } from "../undefined.ts";
import { Markup } from "./markup.ts";
import { str } from "./text.ts";

const SPECIAL = /[&<>"']/;
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

/** `& < > " '` as entities. */
export function escapeText(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[&<>"']/g, sign => ENTITIES[sign] as string) : text;
}

/** What an object says of itself in HTML, or `undefined`. */
function ownHtml(value: object): string | undefined {
  const method: unknown = (value as { __html__?: unknown }).__html__;
  return typeof method === "function" ? str(method.call(value)) : undefined;
}

/** The text to print under autoescape: Markup and objects with `__html__()` as they are, all else escaped. */
export function htmlOf(value: unknown): string {
  if (typeof value === "string") return escapeText(value);
  if (typeof value === "object" && value !== null) {
    if (value instanceof Markup) return value.toString();
    if (value instanceof Undefined) return value.html();
    const html = ownHtml(value);
    if (html !== undefined) return html;
  }
  return escapeText(str(value));
}

/** Whether a value escapes itself. */
export function hasHtml(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  return value instanceof Markup || typeof (value as { __html__?: unknown }).__html__ === "function";
}

export function escape(value: unknown): Markup {
  return value instanceof Markup ? value : new Markup(htmlOf(value));
}
