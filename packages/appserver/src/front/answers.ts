// The front's own answers: plain text, and nothing in it that is not in the RFC.
import { STATUS_CODES } from "node:http";
import { httpDate } from "@seatstack/shared/http/http1-head";

export interface Answer {
  /** Flat. */
  readonly headers: string[];
  readonly body: string;
}

/** Seconds after which a client may try again. */
const RETRY_AFTER = "1";

/** An answer with a status of ours. */
export function answerOf(status: number): Answer {
  const body = `${status} ${STATUS_CODES[status] ?? ""}\n`;
  const headers = ["content-type", "text/plain; charset=utf-8", "content-length", String(body.length)];
  if (status === 503) headers.push("retry-after", RETRY_AFTER);
  return { headers, body };
}

/** The same as text, for what was not even a request. */
export function bareAnswer(status: number): string {
  const { headers, body } = answerOf(status);
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`];
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`);
  lines.push(`Date: ${httpDate()}`, "Connection: close");
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}
