// Cuts a byte stream into newline-terminated lines of bounded length.
import { StringDecoder } from "node:string_decoder";

/** Longest request line that a server takes, in bytes. */
export const MAX_REQUEST_LINE = 64 * 1024;
/** Longest reply line that a client takes: an endpoint table of thousands of workers fits. */
export const MAX_REPLY_LINE = 16 * 1024 * 1024;

export interface LineReader {
  /** The complete lines that `chunk` finishes, or "oversize" when a line is longer than allowed; then stop feeding. */
  push(chunk: Buffer): readonly string[] | "oversize";
}

/** `limit` counts bytes without the newline; a CR before it is dropped. */
export function lineReader(limit: number): LineReader {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let bytes = 0;
  return {
    push(chunk) {
      const lastBreak = chunk.lastIndexOf(10);
      const firstBreak = chunk.indexOf(10);
      if (bytes + (firstBreak === -1 ? chunk.length : firstBreak) > limit) return "oversize";
      bytes = lastBreak === -1 ? bytes + chunk.length : chunk.length - lastBreak - 1;
      const parts = (rest + decoder.write(chunk)).split("\n");
      rest = parts.pop() ?? "";
      if (bytes > limit || parts.some(part => Buffer.byteLength(part) > limit)) return "oversize";
      return parts.map(part => (part.endsWith("\r") ? part.slice(0, -1) : part));
    },
  };
}
