// Conditional requests and single ranges (RFC 9110 sections 13 and 14), for a file with a strong ETag.

export interface Validators {
  /** With its quotes; strong. */
  readonly etag: string;
  /** As sent, whole seconds. */
  readonly lastModified: string;
}

/** The headers that ask a condition, undefined where absent. */
export interface Conditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
  readonly ifUnmodifiedSince: string | undefined;
}

/** What to answer: 200 go on, 304 not modified, 412 a precondition failed. In the order of RFC 9110 section 13.2.2. */
export function evaluate(conditions: Conditions, file: Validators): 200 | 304 | 412 {
  const modified = Date.parse(file.lastModified);
  if (conditions.ifMatch !== undefined) {
    if (!listed(conditions.ifMatch, file.etag, false)) return 412;
  } else if (conditions.ifUnmodifiedSince !== undefined) {
    if (modified > Date.parse(conditions.ifUnmodifiedSince)) return 412;
  }
  if (conditions.ifNoneMatch !== undefined) return listed(conditions.ifNoneMatch, file.etag, true) ? 304 : 200;
  if (conditions.ifModifiedSince === undefined) return 200;
  return modified <= Date.parse(conditions.ifModifiedSince) ? 304 : 200;
}

function listed(list: string, etag: string, weak: boolean): boolean {
  if (list === etag || list.trim() === "*") return true;
  return list.split(",").some(part => {
    const candidate = part.trim();
    return candidate === etag || (weak && candidate === `W/${etag}`);
  });
}

/** Whether If-Range lets a range through: a strong match, or exactly the same date. */
export function rangeApplies(ifRange: string | undefined, file: Validators): boolean {
  return ifRange === undefined || ifRange === file.etag || ifRange === file.lastModified;
}

export interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/**
 * A single byte range of a file of `size` bytes; "ignore" for what is no range that we serve (other units, several
 * ranges, bad syntax: the whole file is a valid answer), "unsatisfiable" for 416.
 */
export function parseRange(header: string, size: number): ByteRange | "ignore" | "unsatisfiable" {
  const match = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(header);
  if (!match || (match[1] === "" && match[2] === "")) return "ignore";
  if (match[1] === "") {
    const suffix = Number(match[2]);
    if (suffix === 0 || size === 0) return "unsatisfiable";
    return { start: Math.max(0, size - suffix), end: size - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (match[2] !== "" && Number(match[2]) < start) return "ignore";
  return start >= size ? "unsatisfiable" : { start, end };
}
