// Request ids: 32 hex digits like nginx's $request_id, unique without asking the kernel for randomness each time.
import { randomBytes } from "node:crypto";

/** Twelve hex digits, so that the counter needs no padding. */
const FIRST = 0x100000000000;
const MAX_SENT = 128;

/** Ids of one thread: 80 random bits per thread, then a counter from a random start. */
export function requestIds(): () => string {
  const prefix = randomBytes(10).toString("hex");
  let next = FIRST + randomBytes(4).readUInt32BE();
  return () => prefix + (next++).toString(16);
}

/** Whether an id that a trusted proxy sent is one we can log and pass on. */
export function isValidId(id: string): boolean {
  if (id.length === 0 || id.length > MAX_SENT) return false;
  for (let i = 0; i < id.length; i++) {
    const code = id.charCodeAt(i);
    const alphanumeric =
      (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
    // - . : = _ / +, as traceparents, UUIDs and X-Amzn-Trace-Id have them.
    if (!alphanumeric && code !== 0x2d && code !== 0x2e && code !== 0x5f && code !== 0x3a && code !== 0x3d)
      return false;
  }
  return true;
}
