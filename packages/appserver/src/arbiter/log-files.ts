// The log files of the app tier, made by the arbiter, which may be root, for children that may not write to their folder.
import { closeSync, fchownSync, fstatSync } from "node:fs";
import { openToAppend } from "@seatstack/shared/append-file";
import type { Config } from "@seatstack/shared/config/schema";
import { EXIT, messageOf, SeatstackError } from "@seatstack/shared/errors";
import type { Identity } from "./privileges.ts";

export type LogFiles = Pick<Config["app"], "errorlog" | "accesslog">;

/** Makes those that are missing, and gives them to the children. Throws BAD_LOG_FILE (exit 2). */
export function prepareLogFiles(app: LogFiles, owner: Identity | undefined): void {
  for (const setting of ["errorlog", "accesslog"] as const) {
    const path = app[setting];
    if (path === "" || path === "-") continue;
    try {
      const fd = openToAppend(path);
      // A device stays root's: /dev/null belongs to everybody.
      if (owner !== undefined && fstatSync(fd).isFile()) fchownSync(fd, owner.uid, owner.gid);
      closeSync(fd);
    } catch (error) {
      throw new SeatstackError("BAD_LOG_FILE", `app.${setting}: cannot write ${path}: ${messageOf(error)}`, {
        fix: "Make its folder, or choose another file.",
        exitCode: EXIT.badSetting,
        cause: error,
      });
    }
  }
}
