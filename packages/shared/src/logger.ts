// pino with our field names; every process logs JSON lines to stdout, `seatstack up` makes them readable.
import { pino, type Logger as PinoLogger } from "pino";
import { hasFfi } from "./ffi.ts";
import { openErrorLog, type LogOutput } from "./log-file.ts";
import { PatientOutput } from "./patient-output.ts";

const STDOUT = 1;

export type Logger = PinoLogger;
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** What every line of a process carries. `tier` names the process kind, `worker` its number where it has one. */
export interface LoggerBindings {
  readonly tier: "edge" | "app" | "cli";
  readonly role?: string;
  readonly worker?: number;
  /** From 1, in a thread of a worker. */
  readonly thread?: number;
}

/**
 * Writes synchronously: a line is out before the process that wrote it can die (pino transports fail in the single
 * executable). `file` is a path, or `-` for standard output. Throws BAD_LOG_FILE (exit 2).
 */
export function createLogger(level: LogLevel, bindings: LoggerBindings, file = "-"): Logger {
  return pino(
    { level, base: { ...bindings, pid: process.pid }, formatters: { level: label => ({ level: label }) } },
    file === "-" ? standardOutput() : openErrorLog(file),
  );
}

/** Without poll(2) a reader that does not read stops who writes. */
function standardOutput(): LogOutput {
  return hasFfi() ? new PatientOutput(STDOUT) : pino.destination({ fd: STDOUT, sync: true });
}
