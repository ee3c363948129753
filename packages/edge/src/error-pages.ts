// Small self-contained answers for what goes wrong: no path, no version, no stack, nothing that the client sent.
import { createHash } from "node:crypto";
import { STATUS_CODES } from "node:http";

const MESSAGES: Record<number, readonly [title: string, text: string]> = {
  400: ["Bad request", "The server could not understand this request."],
  403: ["Forbidden", "You may not see this page."],
  404: ["Page not found", "There is nothing at this address. Check it for typing errors, or start at the home page."],
  405: ["Method not allowed", "This page cannot be used in that way."],
  408: ["Request timeout", "The request took too long to arrive. Check your connection and try again."],
  413: ["Too large", "What you sent is larger than this site accepts."],
  414: ["Address too long", "The address is longer than this site accepts."],
  416: ["Range not satisfiable", "The file does not have the part that was asked for."],
  417: ["Expectation failed", "This server cannot meet the request's Expect header."],
  429: ["Too many requests", "You are asking faster than this site allows. Wait a moment and try again."],
  431: ["Headers too large", "The request's headers are too large. Clearing this site's cookies may help."],
  500: ["Something went wrong", "The error is on our side and has been noted. Please try again later."],
  501: ["Not implemented", "This server does not support what the request needs."],
  502: ["Bad gateway", "The application did not answer this request. Please try again."],
  503: ["Busy right now", "The site is very busy or being updated. Please try again in a moment."],
  504: ["Too slow", "The application took too long to answer. Please try again."],
  505: ["Version not supported", "This server speaks HTTP/1.1 and HTTP/2."],
};

const STYLE =
  "html{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f6f7f9;color:#1d2433;font:16px/1.5 system-ui,sans-serif}main{max-width:28rem;padding:2rem}p.c{margin:0;font-size:.9rem;letter-spacing:.08em;color:#5b6579}h1{margin:.2rem 0 .6rem;font-size:1.8rem;line-height:1.2}p{margin:0}@media(prefers-color-scheme:dark){body{background:#12151c;color:#e8ebf2}p.c{color:#9aa4b8}}";

/** The pages bring one style element; this policy allows exactly that. */
export const ERROR_POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export interface ErrorPage {
  readonly type: string;
  readonly body: Buffer;
}

const html = new Map<number, ErrorPage>();
const json = new Map<number, ErrorPage>();

/** The page of a status, as HTML unless `accept` prefers JSON. */
export function errorPage(status: number, accept: string | undefined): ErrorPage {
  const pages = accept !== undefined && prefersJson(accept) ? json : html;
  const known = pages.get(status);
  if (known !== undefined) return known;
  const made = pages === json ? jsonPage(status) : htmlPage(status);
  pages.set(status, made);
  return made;
}

function htmlPage(status: number): ErrorPage {
  const [title, text] = messageOf(status);
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${status} ${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="c">${status}</p>
<h1>${title}</h1>
<p>${text}</p>
</main>
</body>
</html>
`;
  return { type: "text/html; charset=utf-8", body: Buffer.from(page) };
}

function jsonPage(status: number): ErrorPage {
  const [title, text] = messageOf(status);
  const body = `${JSON.stringify({ status, error: title, message: text })}\n`;
  return { type: "application/json", body: Buffer.from(body) };
}

function messageOf(status: number): readonly [string, string] {
  return MESSAGES[status] ?? [STATUS_CODES[status] ?? "Error", "The request could not be completed."];
}

/** Whether JSON is named with a higher weight than HTML (RFC 9110 section 12.5.1); wildcards count for HTML. */
export function prefersJson(accept: string): boolean {
  if (!accept.includes("json")) return false;
  let forJson = 0;
  let forHtml = 0;
  for (const part of accept.split(",")) {
    const [type = "", ...parameters] = part.split(";").map(text => text.trim().toLowerCase());
    const weight = Number(parameters.find(text => text.startsWith("q="))?.slice(2) ?? 1);
    if (type === "application/json" || type.endsWith("+json")) forJson = Math.max(forJson, weight);
    if (type === "text/html" || type === "application/xhtml+xml") forHtml = Math.max(forHtml, weight);
  }
  return forJson > forHtml;
}
