// Where a command writes to: standard output and error, and what they can show.
import { isatty } from "node:tty";
import { styleText } from "node:util";
import { codeOf } from "@seatstack/shared/errors";

export type Color = "red" | "green" | "yellow" | "cyan" | "gray" | "bold";

export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Whether standard output is a person's terminal. */
  readonly isTerminal: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number;
  /** Colors `text` on a terminal that wants colors; else returns it as it is. */
  paint(color: Color, text: string): string;
}

/** Whether colors may be written: only to a terminal, and never against NO_COLOR (no-color.org). */
export function wantsColors(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  return isTerminal && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}

/**
 * The terminal of this process. A reader that has gone (`seatstack logs | head`) ends a command that prints without a
 * word; a tier, whose log is written elsewhere, is left alone.
 */
export function systemTerminal(env: NodeJS.ProcessEnv): Terminal {
  const isTerminal = isatty(1);
  const colors = wantsColors(isTerminal, env);
  let guarded = false;
  return {
    out(text) {
      if (!guarded) process.stdout.on("error", endQuietly);
      guarded = true;
      process.stdout.write(text);
    },
    err: text => void process.stderr.write(text),
    isTerminal,
    columns: process.stdout.columns ?? 80,
    paint: (color, text) => (colors ? styleText(color, text, { validateStream: false }) : text),
  };
}

/**
 * Writes to standard output while somebody reads it. For who serves: the reader of its log (`up | head`, a terminal that
 * was closed) may leave without taking the site along.
 */
export function lastingOutput(): (text: string | Buffer) => void {
  let gone = false;
  process.stdout.on("error", error => (gone ||= codeOf(error) === "EPIPE"));
  process.stderr.on("error", () => undefined);
  return text => {
    if (!gone) process.stdout.write(text);
  };
}

function endQuietly(error: Error): never {
  if (codeOf(error) === "EPIPE") process.exit(0);
  throw error;
}
