// Reads one entry of `bind`: `unix:/path`, `host:port`, `[v6]:port` or `:port`.
import { isAbsolute } from "node:path";
import { EXIT, SeatstackError } from "@seatstack/shared/errors";
import { assertSocketPath } from "@seatstack/shared/paths";

export type BindAddress =
  | { readonly type: "unix"; readonly path: string }
  | { readonly type: "tcp"; readonly host: string; readonly port: number };

const TCP = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]/]*)):(\d{1,5})$/;

/** Throws BAD_BIND or PATH_TOO_LONG (exit 2). */
export function parseBind(text: string): BindAddress {
  if (text.startsWith("unix:")) return parseUnix(text);
  const match = TCP.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) throw badBind(text);
  const host = match[1] ?? match[2] ?? "";
  return { type: "tcp", host: host === "" ? "0.0.0.0" : host, port };
}

function parseUnix(text: string): BindAddress {
  const path = text.slice("unix:".length);
  if (!isAbsolute(path)) throw badBind(text);
  assertSocketPath(path);
  return { type: "unix", path };
}

function badBind(text: string): SeatstackError {
  return new SeatstackError("BAD_BIND", `app.bind: "${text}" is no address`, {
    fix: 'Write "unix:/absolute/path", "127.0.0.1:8000" or "[::1]:8000".',
    exitCode: EXIT.badSetting,
  });
}
