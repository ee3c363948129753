// A file that several processes append log lines to, each line in one write(2).
import { closeSync, writeSync } from "node:fs";
import { openToAppend } from "./append-file.ts";
import { EXIT, messageOf, SeatstackError } from "./errors.ts";
import { onReopen } from "./reopen.ts";

/** Where a logger writes. */
export interface LogOutput {
  write(line: string): void;
}

/** Lines appear at once, and after USR1 in a new file of that name. Throws BAD_LOG_FILE (exit 2). */
export function openErrorLog(path: string): LogOutput {
  let fd = open(path);
  onReopen(() => {
    const old = fd;
    fd = open(path);
    closeSync(old);
  });
  return {
    write(line) {
      try {
        writeSync(fd, line);
      } catch {
        // A full disk must not end the service.
      }
    },
  };
}

function open(path: string): number {
  try {
    return openToAppend(path);
  } catch (error) {
    throw new SeatstackError("BAD_LOG_FILE", `cannot write the log file ${path}: ${messageOf(error)}`, {
      fix: "Make its folder, or choose another file.",
      exitCode: EXIT.badSetting,
      cause: error,
    });
  }
}
