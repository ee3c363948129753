// The one merged log of a foreground `seatstack up`, where `seatstack logs` finds it.
import { join } from "node:path";
import type { Paths } from "@seatstack/shared/paths";

/** `seatstack up` writes the JSON and access lines of both tiers here, as they came. */
export function logFile(paths: Paths): string {
  return join(paths.dir, "log", "seatstack.log");
}
