// An AppRequest as the worker makes it, for tests that call the application directly.
import { Buffer } from "node:buffer";
import type { AppRequest, AppResponse } from "@seatstack/appserver/application";

export interface RequestOptions {
  readonly method?: string;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly scheme?: "http" | "https";
  readonly host?: string;
}

export function requestFor(target: string, options: RequestOptions = {}): AppRequest {
  const body = Buffer.from(options.body ?? "");
  const headers = new Map(Object.entries(options.headers ?? {}));
  return {
    method: options.method ?? "GET",
    target,
    rawHeaders: [...headers].flat(),
    id: "test-request",
    scheme: options.scheme ?? "https",
    host: options.host ?? "seats.example",
    remoteAddress: "192.0.2.7",
    header: name => headers.get(name),
    body: async () => body,
    stream: async function* () {
      yield body;
    },
    signal: new AbortController().signal,
  };
}

/** A POST of a form, from a page of our own. */
export function formFor(target: string, fields: Readonly<Record<string, string>>): AppRequest {
  return requestFor(target, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
    body: new URLSearchParams(fields).toString(),
  });
}

/** Value of a response's first header of that lower-case name. */
export function headerOf(response: AppResponse, name: string): string | undefined {
  const index = response.headers.findIndex((value, index) => index % 2 === 0 && value === name);
  return index === -1 ? undefined : response.headers[index + 1];
}

export function bodyOf(response: AppResponse): string {
  if (response.body === null) return "";
  if (typeof response.body === "string") return response.body;
  if (response.body instanceof Uint8Array) return Buffer.from(response.body).toString("utf8");
  throw new TypeError("a page never streams");
}
