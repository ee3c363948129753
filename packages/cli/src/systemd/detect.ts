// Whether `up` and `down` mean the services of this machine or a foreground process.
import { existsSync } from "node:fs";
import { isSea } from "node:sea";
import { SYSTEM_DIR } from "@seatstack/shared/paths";
import type { CommandContext } from "../command.ts";

/** sd_booted(3): systemd is this machine's init. */
export function isSystemdRunning(): boolean {
  return existsSync("/run/systemd/system");
}

/** Root, where systemd runs, and not asked for another state folder. */
export function meansSystem({ dir, dirGiven, options }: CommandContext): boolean {
  if (options["foreground"] === true || !isSystemdRunning() || process.getuid?.() !== 0) return false;
  return !dirGiven || dir === SYSTEM_DIR;
}

/** Only the executable can be installed: a checkout lies where the services' users may not read. */
export function isInstallable(): boolean {
  return isSea();
}
