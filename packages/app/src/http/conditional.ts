// Entity tags: a page that is a pure function of a version answers 304 before anything is rendered (RFC 9110, 13).
import type { AppRequest, AppResponse } from "@seatstack/appserver/application";
import { CACHE, html } from "./answers.ts";

/** Weak comparison of If-None-Match with one of our own tags, which hold no comma. */
export function matches(request: AppRequest, tag: string): boolean {
  const wanted = request.header("if-none-match");
  if (wanted === undefined) return false;
  if (wanted === tag || wanted === "*") return true;
  return wanted.split(",").some(candidate => opaque(candidate.trim()) === opaque(tag));
}

function opaque(tag: string): string {
  return tag.startsWith("W/") ? tag.slice(2) : tag;
}

export function notModified(tag: string): AppResponse {
  return { status: 304, headers: ["etag", tag, "cache-control", CACHE.revalidate], body: null };
}

/** A page that everyone sees alike: 304 where the visitor has this version, else the page that `render` makes. */
export function versioned(request: AppRequest, tag: string, render: () => string): AppResponse {
  if (matches(request, tag)) return notModified(tag);
  return html(200, render(), CACHE.revalidate, ["etag", tag]);
}
