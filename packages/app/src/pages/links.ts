// The two links of our messages. GET shows only a button, because mail scanners open links; POST acts.
import type { AppResponse } from "@seatstack/appserver/application";
import { CACHE, html, redirect } from "../http/answers.ts";
import type { Call } from "../http/routes.ts";
import { assertSameOrigin } from "../http/same-origin.ts";
import type { SectionItem } from "../queries.ts";
import { courseCode, sectionLabel } from "./rows.ts";
import type { Site } from "./site.ts";

type Handler = (call: Call) => Promise<AppResponse>;

/**
 * The address holds a secret: it must not leak as a referrer, be indexed, or be kept. Not `no-referrer`, under which
 * browsers send `Origin: null` with the form of this very page (Fetch, "append a request Origin header").
 */
const HEADERS = ["referrer-policy", "same-origin", "x-robots-tag", "noindex"];

interface LinkView {
  readonly title: string;
  readonly text: string;
  readonly action?: string;
  readonly button?: string;
  readonly links?: readonly { href: string; text: string }[];
}

export function confirmPage(site: Site): Handler {
  return async call => {
    const token = tokenOf(call);
    const peek = await site.watching.peek(token);
    if (peek.kind !== "confirm") return invalid(site);
    const { section, used } = peek;
    if (used) return show(site, 200, confirmedView(section));
    return show(site, 200, {
      title: `Watch ${nameOf(section)}?`,
      text: `${section.title}, ${section.termName}. We write to you once, when it goes from full to open.`,
      action: `/confirm/${encodeURIComponent(token)}`,
      button: "Yes, watch it",
    });
  };
}

export function confirm(site: Site): Handler {
  return async call => {
    assertSameOrigin(call.request);
    const token = tokenOf(call);
    const result = await site.watching.confirmWatch(token);
    return result.kind === "invalid" ? invalid(site) : redirect(303, `/confirm/${encodeURIComponent(token)}`);
  };
}

export function unsubscribePage(site: Site): Handler {
  return async call => {
    const token = tokenOf(call);
    const peek = await site.watching.peek(token);
    if (peek.kind !== "unsubscribe") return invalid(site);
    return show(site, 200, {
      title: "Stop these messages?",
      text:
        peek.scope === "all"
          ? "You will get no more messages from us, about any section."
          : `You will get no more messages about ${listOf(peek.sections)}.`,
      action: `/u/${encodeURIComponent(token)}`,
      button: "Stop them",
    });
  };
}

/**
 * RFC 8058 one-click: a mailbox provider posts here with no cookie, any body and perhaps another site's Origin, and
 * follows no redirect. The unguessable token is the whole authority, so neither origin nor body is looked at.
 */
export function unsubscribe(site: Site): Handler {
  return async call => {
    const result = await site.watching.unsubscribe(tokenOf(call));
    if (result.kind === "invalid") return invalid(site);
    return show(site, 200, {
      title: "Done: no more messages",
      text:
        result.sections.length === 0
          ? "Nothing is watched any more."
          : `We stopped watching ${listOf(result.sections)}.`,
      links: [{ href: "/", text: "Home" }],
    });
  };
}

function confirmedView(section: SectionItem): LinkView {
  const openNow = section.status === "open";
  return {
    title: "You are watching it",
    text: openNow
      ? `${nameOf(section)} has a free seat right now: go and take it. If it fills up, we write when it opens again.`
      : `We write to you once, when ${nameOf(section)} goes from full to open.`,
    links: [{ href: `/section/${section.id}`, text: `See ${nameOf(section)}` }],
  };
}

function invalid(site: Site): AppResponse {
  return show(site, 404, {
    title: "This link does not work any more",
    text: "It may be old, already used, or cut off by a mail program. You can always start again from the section’s page.",
    links: [{ href: "/search", text: "Search" }],
  });
}

function show(site: Site, status: number, view: LinkView): AppResponse {
  return html(status, site.templates.render("token.html", view), CACHE.private, HEADERS);
}

function tokenOf(call: Call): string {
  return call.params["token"] ?? "";
}

function nameOf(section: SectionItem): string {
  return `${courseCode(section)} ${sectionLabel(section)}`;
}

function listOf(sections: readonly SectionItem[]): string {
  return sections.length === 0 ? "this section" : sections.map(nameOf).join(", ");
}
