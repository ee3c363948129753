// An app's response headers on their way to a client of the front. Only what is between us and the app stays here: a
// proxy in front may have a use for everything else (X-Accel-Redirect, say).
import type { ClientHeaders } from "@seatstack/shared/http/app-response";
import { NO_HEADERS } from "@seatstack/shared/http/header-block";
import { NOT_END_TO_END } from "@seatstack/shared/http/hop-by-hop";

const INVALID_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const NO_LENGTH = -1;
/** Names that were found to be valid. An app has a handful; one that invents them must not fill the memory. */
const names = new Set<string>();
const MOST_NAMES = 512;

const found: ClientHeaders = {
  headers: [],
  common: NO_HEADERS,
  contentLength: NO_LENGTH,
  unbuffered: false,
  invalid: false,
};

/** The result is one object, used for every call. Names come in lower case over the link. */
export function clientHeaders(sent: readonly string[]): ClientHeaders {
  const headers: string[] = [];
  found.headers = headers;
  found.contentLength = NO_LENGTH;
  found.unbuffered = false;
  found.invalid = false;
  for (let i = 0; i < sent.length; i += 2) {
    const name = sent[i] ?? "";
    const value = sent[i + 1] ?? "";
    if (INVALID_VALUE.test(value) || !(names.has(name) || isName(name))) found.invalid = true;
    if (name === "content-length") readLength(value);
    else if (!NOT_END_TO_END.has(name)) {
      // Whoever reads it in front of us is told, too.
      if (name === "x-accel-buffering" && value === "no") found.unbuffered = true;
      if (name === "content-type" && value.startsWith("text/event-stream")) found.unbuffered = true;
      headers.push(name, value);
    }
  }
  return found;
}

function isName(name: string): boolean {
  const valid = NAME.test(name);
  if (valid && names.size < MOST_NAMES) names.add(name);
  return valid;
}

function readLength(value: string): void {
  const length = /^\d{1,15}$/.test(value) ? Number(value) : NO_LENGTH;
  if (length < 0 || (found.contentLength >= 0 && found.contentLength !== length)) found.invalid = true;
  found.contentLength = length;
}
