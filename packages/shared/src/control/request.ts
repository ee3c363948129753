// Turns one line of a control connection into a request, or into the coded reply that refuses it.
import { z } from "zod";
import type { ControlReply, ControlRequest } from "./protocol.ts";

export type ControlOperation = ControlRequest["op"];

/** Most workers that `scale` may ask for; the bound of the `workers` setting. */
export const MAX_WORKERS = 1024;

const bare = (op: "status" | "endpoints" | "reopen" | "upgrade" | "metrics") => z.strictObject({ op: z.literal(op) });

const requestSchema = z.discriminatedUnion("op", [
  bare("status"),
  bare("endpoints"),
  z.strictObject({ op: z.literal("reload"), wait: z.literal(true).exactOptional() }),
  bare("reopen"),
  bare("upgrade"),
  bare("metrics"),
  z.strictObject({ op: z.literal("scale"), workers: z.int().min(1).max(MAX_WORKERS) }),
  z.strictObject({ op: z.literal("stop"), mode: z.enum(["graceful", "quick"]) }),
]) satisfies z.ZodType<ControlRequest>;

const OPERATIONS = [
  "status",
  "endpoints",
  "scale",
  "reload",
  "reopen",
  "upgrade",
  "metrics",
  "stop",
] satisfies ControlOperation[];

export type ParsedRequest =
  | { readonly ok: true; readonly request: ControlRequest }
  | { readonly ok: false; readonly reply: ControlReply & { readonly ok: false } };

/** Codes: BAD_REQUEST (not JSON, wrong fields), UNKNOWN_OP, OP_NOT_HERE (a socket that takes only `allowed`). */
export function parseControlRequest(line: string, allowed?: readonly ControlOperation[]): ParsedRequest {
  const value = parseJson(line);
  if (typeof value !== "object" || value === null || Array.isArray(value) || !("op" in value)) {
    return refuse("BAD_REQUEST", 'a request is one JSON object per line, such as {"op":"status"}');
  }
  const op = OPERATIONS.find(name => name === value.op);
  if (op === undefined) return refuse("UNKNOWN_OP", `unknown op; known are ${OPERATIONS.join(", ")}`);
  if (allowed && !allowed.includes(op)) return refuse("OP_NOT_HERE", `this socket takes only ${allowed.join(", ")}`);
  const parsed = requestSchema.safeParse(value);
  if (parsed.success) return { ok: true, request: parsed.data };
  const issue = parsed.error.issues[0];
  return refuse("BAD_REQUEST", `${op}: ${issue?.path.join(".") ?? ""} ${issue?.message ?? "invalid"}`);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function refuse(code: string, message: string): ParsedRequest {
  return { ok: false, reply: { ok: false, code, message } };
}
