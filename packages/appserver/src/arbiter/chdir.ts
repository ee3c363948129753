// `chdir`: the folder that the children work in.
import { statSync } from "node:fs";
import type { Config } from "@seatstack/shared/config/schema";
import { EXIT, SeatstackError } from "@seatstack/shared/errors";

/** Throws BAD_CHDIR (exit 2) where there is no such folder: a child could not even be started. */
export function assertChdir({ chdir }: Pick<Config["app"], "chdir">): void {
  if (chdir === "" || statSync(chdir, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new SeatstackError("BAD_CHDIR", `app.chdir: there is no folder ${chdir}`, {
    fix: "Make it, or correct the path.",
    exitCode: EXIT.badSetting,
  });
}
