// A child's side of the IPC channel to the arbiter.
import { EXIT, messageOf, SeatstackError, type ExitCode } from "@seatstack/shared/errors";
import { MAX_TEXT, type BootMessage, type ChildFailure, type ChildKind, type FromChild, type ToChild } from "../ipc.ts";

/** Lost without an error where the arbiter is gone; the watchdog deals with that. */
export function tell(message: FromChild, sent: () => void = () => undefined): void {
  if (process.connected && process.send !== undefined) process.send(message, sent);
  else sent();
}

/** Calls back with each message of the arbiter that is not the boot message. */
export function onMessage(callback: (message: Exclude<ToChild, BootMessage>) => void): void {
  process.on("message", (message: ToChild) => {
    if (message.type !== "boot") callback(message);
  });
}

/** The arbiter's first message. Rejects with NOT_A_CHILD in a process that no arbiter started. */
export function receiveBoot(kind: ChildKind): Promise<BootMessage> {
  return new Promise((resolve, reject) => {
    if (!process.connected) {
      const fix = "Run `seatstack app` (or `seatstack up`), which starts it.";
      reject(new SeatstackError("NOT_A_CHILD", `the ${kind} role is started by the arbiter only`, { fix }));
      return;
    }
    const listener = (message: ToChild): void => {
      if (message.type !== "boot") return;
      process.off("message", listener);
      resolve(message);
    };
    process.on("message", listener);
    process.once("disconnect", () => process.exit(EXIT.ok));
  });
}

/**
 * Tells the arbiter, which logs it, why this child cannot boot, then exits: with the error's own code, or `fallback`. All
 * workers fail alike: only the arbiter can say it once.
 */
export function failBoot(error: unknown, fallback: ExitCode): void {
  const failure = describeFailure(error, fallback);
  const leave = (): never => process.exit(failure.exitCode);
  if (!process.connected || process.send === undefined) leave();
  process.send?.(failure, leave);
}

/** Why something could not boot; `fallback` where the error says nothing of an exit code. */
export function describeFailure(error: unknown, fallback: ExitCode): ChildFailure {
  const coded = error instanceof SeatstackError ? error : undefined;
  return {
    type: "failed",
    exitCode: coded !== undefined && coded.exitCode !== EXIT.failure ? coded.exitCode : fallback,
    code: coded?.code ?? "BOOT",
    message: messageOf(error).slice(0, MAX_TEXT),
    fix: coded?.fix?.slice(0, MAX_TEXT),
    ...stackOf(coded === undefined ? error : coded.cause),
  };
}

/** A refusal of ours without a cause has none. */
function stackOf(cause: unknown): { readonly stack?: string } {
  const stack = cause instanceof Error ? cause.stack : undefined;
  return typeof stack === "string" && stack.includes("\n    at ") ? { stack: stack.slice(0, MAX_TEXT) } : {};
}
