// pino with our field names; every process logs JSON lines to stdout, `seatstack up` makes them readable.
import { pino, type Logger as PinoLogger } from "pino";

export type Logger = PinoLogger;
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** What every line of a process carries. `tier` names the process kind, `worker` its number where it has one. */
export interface LoggerBindings {
  readonly tier: "edge" | "app" | "cli";
  readonly role?: string;
  readonly worker?: number;
}

/** Writes synchronously: a line is out before the process that wrote it can die (pino transports fail in the single executable). */
export function createLogger(level: LogLevel, bindings: LoggerBindings): Logger {
  return pino(
    { level, base: { ...bindings, pid: process.pid }, formatters: { level: label => ({ level: label }) } },
    pino.destination({ fd: 1, sync: true }),
  );
}
