// Asks a running tier one question over its control socket.
import { connect, type Socket } from "node:net";
import { codeOf, EXIT, messageOf, SeatstackError } from "../errors.ts";
import type { Endpoint } from "../endpoints.ts";
import { lineReader, MAX_REPLY_LINE } from "./lines.ts";
import type { ControlReply, ControlRequest, TierStatus } from "./protocol.ts";

/** What the reply to a request of type R carries. */
export type ReplyTo<R extends ControlRequest> = R["op"] extends "status"
  ? { readonly ok: true; readonly status: TierStatus }
  : R["op"] extends "endpoints"
    ? { readonly ok: true; readonly endpoints: readonly Endpoint[] }
    : R["op"] extends "metrics"
      ? { readonly ok: true; readonly metrics: string }
      : { readonly ok: true; readonly message: string };

/**
 * Sends `request` and resolves with its (first) reply within `timeout` milliseconds.
 * Rejects with a SeatstackError: NOT_RUNNING, NOT_PERMITTED, CONTROL_TIMEOUT, CONTROL_FAILED, BAD_REPLY, or the code
 * with which the tier refused.
 */
export function controlRequest<R extends ControlRequest>(
  path: string,
  request: R,
  timeout: number,
): Promise<ReplyTo<R>> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const finish = (error: unknown, reply?: ReplyTo<R>): void => {
      clearTimeout(timer);
      socket.destroy();
      if (reply) resolve(reply);
      else reject(error);
    };
    const timer = setTimeout(() => finish(timedOut(path, request, timeout)), timeout);
    socket.once("connect", () => socket.write(`${JSON.stringify(request)}\n`));
    readReplies(socket, line => {
      try {
        finish(undefined, expectReply(request, line));
      } catch (error) {
        finish(error);
      }
    });
    socket.once("error", error => finish(connectionError(path, error)));
    socket.once("close", () => finish(closedEarly(path)));
  });
}

/** Calls `onLine` for each reply line of `socket`; destroys the socket over a line that is too long. */
export function readReplies(socket: Socket, onLine: (line: string) => void): void {
  const reader = lineReader(MAX_REPLY_LINE);
  socket.on("data", (chunk: Buffer) => {
    const lines = reader.push(chunk);
    if (lines === "oversize") socket.destroy(badReply("a line of it is too long"));
    else for (const line of lines) onLine(line);
  });
}

/** The reply in `line`, checked to be what `request` asked for; throws what the tier refused with, or BAD_REPLY. */
export function expectReply<R extends ControlRequest>(request: R, line: string): ReplyTo<R> {
  const reply = parseReply(line);
  if (!reply.ok) {
    throw new SeatstackError(reply.code, reply.message, {
      exitCode: reply.code === "BAD_CONFIG" ? EXIT.badSetting : EXIT.failure,
      ...(reply.fix === undefined ? {} : { fix: reply.fix }),
    });
  }
  const field = fieldOf(request.op);
  if (!(field in reply)) throw badReply(`it has no ${field}`);
  return reply as unknown as ReplyTo<R>;
}

function fieldOf(op: ControlRequest["op"]): string {
  return op === "status" || op === "endpoints" || op === "metrics" ? op : "message";
}

function parseReply(line: string): ControlReply {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null && "ok" in value && typeof value.ok === "boolean") {
      return value as ControlReply;
    }
  } catch {
    // Falls through: not JSON is as wrong as JSON of another shape.
  }
  throw badReply("it is no reply");
}

function badReply(why: string): SeatstackError {
  return new SeatstackError("BAD_REPLY", `the tier's reply makes no sense: ${why}`, {
    fix: "Restart it so that it runs the same version as this command.",
  });
}

/** What failing to reach the control socket at `path` means for the operator. */
export function connectionError(path: string, error: unknown): SeatstackError {
  if (error instanceof SeatstackError) return error;
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ECONNREFUSED" || code === "ENOTDIR") {
    return new SeatstackError("NOT_RUNNING", `nothing is running behind ${path}`, {
      fix: "Start it with `seatstack up`, or name its state folder with --dir.",
      cause: error,
    });
  }
  if (code === "EACCES" || code === "EPERM") {
    return new SeatstackError("NOT_PERMITTED", `not permitted to use ${path}`, {
      fix: "Run the command as root or as the user who started Seatstack.",
      cause: error,
    });
  }
  return new SeatstackError("CONTROL_FAILED", `the control connection to ${path} failed: ${messageOf(error)}`, {
    cause: error,
  });
}

function closedEarly(path: string): SeatstackError {
  return new SeatstackError("CONTROL_FAILED", `${path} closed the connection without a reply`, {
    fix: "It may be stopping; look at `seatstack logs`.",
  });
}

function timedOut(path: string, request: ControlRequest, timeout: number): SeatstackError {
  return new SeatstackError("CONTROL_TIMEOUT", `no reply to ${request.op} from ${path} within ${timeout} ms`, {
    fix: "Look at `seatstack logs`; if the process hangs, `seatstack down` ends it.",
  });
}
