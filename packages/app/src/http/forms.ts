// Form bodies and query strings, parsed strictly and within bounds: what a browser never sends is refused.
import type { AppRequest } from "@seatstack/appserver/application";
import { HttpFault } from "./faults.ts";

/** Bytes of the largest form body; ours hold an address and an id. */
const MAX_BODY = 8 * 1024;
const MAX_FIELDS = 20;

export type Fields = ReadonlyMap<string, string>;

/** The fields of an `application/x-www-form-urlencoded` body. Throws 415, 413 or 400. */
export async function readForm(request: AppRequest): Promise<Fields> {
  if (!isFormType(request.header("content-type"))) {
    throw new HttpFault(415, "This address takes a web form (application/x-www-form-urlencoded).");
  }
  const declared = Number(request.header("content-length") ?? 0);
  if (declared > MAX_BODY) throw tooLarge();
  const body = await request.body();
  if (body.byteLength > MAX_BODY) throw tooLarge();
  return parseFields(body.toString("latin1"));
}

/** URL Standard's urlencoded format, but strict: each name once, valid UTF-8, no control characters. Throws 400. */
export function parseFields(source: string): Fields {
  const fields = new Map<string, string>();
  if (source === "") return fields;
  const pairs = source.split("&", MAX_FIELDS + 1);
  if (pairs.length > MAX_FIELDS) throw malformed();
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    if (equals < 1) throw malformed();
    const name = decode(pair.slice(0, equals));
    if (fields.has(name)) throw malformed();
    fields.set(name, decode(pair.slice(equals + 1)));
  }
  return fields;
}

/** A query string's parameters as people and crawlers write them: the first value wins, what cannot be read is empty. */
export function parseQuery(query: string): URLSearchParams {
  return new URLSearchParams(query);
}

function isFormType(value: string | undefined): boolean {
  if (value === undefined) return false;
  const [type = "", ...parameters] = value.toLowerCase().split(";");
  if (type.trim() !== "application/x-www-form-urlencoded") return false;
  return parameters.every(parameter => /^\s*charset\s*=\s*"?utf-8"?\s*$/.test(parameter));
}

function decode(raw: string): string {
  let value: string;
  try {
    value = decodeURIComponent(raw.replaceAll("+", " "));
  } catch {
    throw malformed();
  }
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is refused
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\uffff]/.test(raw) || /[\u0000-\u001f\u007f]/.test(value)) {
    throw malformed();
  }
  return value;
}

function malformed(): HttpFault {
  return new HttpFault(400, "The form arrived damaged. Please go back and send it again.");
}

function tooLarge(): HttpFault {
  return new HttpFault(413, "The form is larger than anything that this page asks for.");
}
