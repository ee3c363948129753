// An app's response headers, made fit for the link: valid, lower-case, end-to-end only.
import { SeatstackError } from "@seatstack/shared/errors";
import { NOT_END_TO_END } from "@seatstack/shared/http/hop-by-hop";

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 9110 section 5.5: visible characters, spaces and tabs, as latin1. */
// oxlint-disable-next-line no-control-regex
const INVALID_VALUE = /[\0-\x08\x0a-\x1f\x7f\u0100-\uffff]/;

/** What to do with a header name: its lower-case form, or null to drop it. Bounded, as an app may invent names. */
const names = new Map<string, string | null>();
const MAX_NAMES = 1000;

/** Collects the headers of one response. `add` throws BAD_HEADER for what no HTTP message can carry. */
export class HeaderList {
  readonly flat: string[] = [];
  /** Value of content-length where the app gave one; kept apart, because the adapter decides on it. */
  contentLength: string | undefined;
  #nominated: string | undefined;

  add(name: string, value: string): void {
    const known = names.get(name);
    const lower = known === undefined ? learn(name) : known;
    if (INVALID_VALUE.test(value)) throw badHeader(`the value of ${name}`);
    if (lower === null) {
      // keep-alive has ten letters, too.
      if (name.length === 10 && name.toLowerCase() === "connection") this.#nominated = value;
    } else if (lower === "content-length") this.contentLength = value;
    else this.flat.push(lower, value);
  }

  /** The flat list without the fields that a Connection header named. */
  finish(): string[] {
    return this.#nominated === undefined ? this.flat : withoutNominated(this.flat, this.#nominated);
  }
}

function learn(name: string): string | null {
  if (!TOKEN.test(name)) throw badHeader(`the name ${JSON.stringify(name.slice(0, 40))}`);
  const lower = name.toLowerCase();
  const verdict = NOT_END_TO_END.has(lower) ? null : lower;
  if (names.size < MAX_NAMES) names.set(name, verdict);
  return verdict;
}

/** RFC 9110 section 7.6.1: the value of Connection lists further names that are for one connection only. */
function withoutNominated(flat: readonly string[], nominated: string): string[] {
  const dropped = new Set(nominated.split(",").map(name => name.trim().toLowerCase()));
  const kept: string[] = [];
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] ?? "";
    if (!dropped.has(name)) kept.push(name, flat[i + 1] ?? "");
  }
  return kept;
}

/** Bytes of a content-length that an app gave. Throws BAD_HEADER unless it is a plain number. */
export function parseLength(value: string): number {
  const length = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
  if (Number.isNaN(length)) throw badHeader("the value of content-length");
  return length;
}

function badHeader(what: string): SeatstackError {
  return new SeatstackError("BAD_HEADER", `the app's response has an invalid header: ${what}`);
}
