// The one error type that an operator ever reads: what happened, and what to do next.

/** Exit codes of every seatstack process; gunicorn's where it has one. */
export const EXIT = { ok: 0, failure: 1, badSetting: 2, workerBoot: 3, appLoad: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface SeatstackErrorOptions {
  /** What the operator can do about it, as a full sentence. */
  readonly fix?: string;
  /** Exit code if it ends the process. Default 1. */
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/** An expected failure. `code` is stable and documented; `message` says what and where; `fix` says what next. */
export class SeatstackError extends Error {
  readonly code: string;
  readonly fix: string | undefined;
  readonly exitCode: ExitCode;

  constructor(code: string, message: string, options: SeatstackErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = "SeatstackError";
    this.code = code;
    this.fix = options.fix;
    this.exitCode = options.exitCode ?? EXIT.failure;
  }
}

/** The message of anything thrown, for a log line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The errno-style code of anything thrown ("ECONNREFUSED"), or undefined. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
