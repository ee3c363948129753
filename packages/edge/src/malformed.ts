// The answer to bytes that never became a request: written by hand, because there is no response object for it.
import { STATUS_CODES } from "node:http";
import type { ClientConnection } from "@seatstack/shared/http/client-connection";
import { ERROR_POLICY, errorPage } from "./error-pages.ts";
import type { EdgeSettings } from "./settings.ts";

export interface MalformedAnswer {
  /** Head and body, ASCII. */
  readonly text: string;
  /** Bytes of the body. */
  readonly bytes: number;
}

export function malformedAnswer(connection: ClientConnection, status: number, settings: EdgeSettings): MalformedAnswer {
  const page = errorPage(status, undefined);
  const security = (connection.secure ? settings.secure : settings.plain).withoutPolicy.flat;
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Error"}`, `Date: ${new Date().toUTCString()}`];
  for (let i = 0; i < security.length; i += 2) lines.push(`${security[i]}: ${security[i + 1]}`);
  lines.push(
    `content-security-policy: ${ERROR_POLICY}`,
    "cache-control: no-store",
    `content-type: ${page.type}`,
    `content-length: ${page.body.length}`,
    "connection: close",
  );
  return { text: `${lines.join("\r\n")}\r\n\r\n${page.body.toString("latin1")}`, bytes: page.body.length };
}
