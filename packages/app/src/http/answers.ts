// Responses by kind: content type, caching and the policy headers that every page of ours carries.
import { Buffer } from "node:buffer";
import type { AppResponse } from "@seatstack/appserver/application";

/** Nothing inline, nothing foreign: a hostile course title that got past escaping could still run nothing. */
export const CONTENT_SECURITY_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; object-src 'none'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const POLICY = ["content-security-policy", CONTENT_SECURITY_POLICY, "x-content-type-options", "nosniff"] as const;

/** How long a response may be kept, and by whom. */
export const CACHE = {
  /** Anyone may keep it but must ask first; pairs with an ETag. */
  revalidate: "public, no-cache",
  /** Same for everyone, and a short delay hurts nobody. */
  minutes: "public, max-age=300",
  /** Fingerprinted: the name changes with the content. */
  immutable: "public, max-age=31536000, immutable",
  /** One visitor's secrets (tokens, addresses): kept nowhere. */
  private: "private, no-store",
} as const;

export function html(status: number, body: string, cache: string, headers: readonly string[] = []): AppResponse {
  return {
    status,
    headers: ["content-type", "text/html; charset=utf-8", "cache-control", cache, ...POLICY, ...headers],
    body,
  };
}

export function json(value: unknown, cache: string, headers: readonly string[] = []): AppResponse {
  return {
    status: 200,
    headers: ["content-type", "application/json; charset=utf-8", "cache-control", cache, ...NO_SNIFF, ...headers],
    body: JSON.stringify(value),
  };
}

export function text(status: number, body: string, cache: string, headers: readonly string[] = []): AppResponse {
  return {
    status,
    headers: ["content-type", "text/plain; charset=utf-8", "cache-control", cache, ...NO_SNIFF, ...headers],
    body,
  };
}

export function xml(body: string, cache: string): AppResponse {
  return {
    status: 200,
    headers: ["content-type", "application/xml; charset=utf-8", "cache-control", cache, ...NO_SNIFF],
    body,
  };
}

/** 303 after a form (the browser GETs what comes next), 308 for an address that moved for good. */
export function redirect(status: 303 | 308, location: string): AppResponse {
  return { status, headers: ["location", location, "cache-control", CACHE.private], body: null };
}

/** The answer to HEAD: the same head with the length that GET would have had (RFC 9110, 9.3.2). */
export function withoutBody(answer: AppResponse): AppResponse {
  if (answer.body === null) return answer;
  const { headers, status } = answer;
  if (typeof answer.body !== "string" && !(answer.body instanceof Uint8Array)) return { status, headers, body: null };
  const length = typeof answer.body === "string" ? Buffer.byteLength(answer.body) : answer.body.byteLength;
  return { status, headers: [...headers, "content-length", String(length)], body: null };
}

const NO_SNIFF = ["x-content-type-options", "nosniff"] as const;
