// When the first generation cannot boot there is nothing to keep serving: the arbiter gives up, with a telling exit code.
import { EXIT, SeatstackError } from "@seatstack/shared/errors";
import { TASKS_FAULT, type ChildFailure, type ChildKind } from "../ipc.ts";

/** Boot failures in a row, of any workers, before the arbiter gives up. */
const MAX_FIRST_BOOT_FAILURES = 3;

/**
 * What ends the arbiter, or undefined to try again: a setting that is wrong (2) or an app that does not load (4) will
 * not get better by itself; other failures (3) may, so they get MAX_FIRST_BOOT_FAILURES tries. The web serves before the
 * tasks begin, so of theirs only what is wrong in the code itself counts: a bad cron pattern.
 */
export function bootVerdict(
  kind: ChildKind,
  failure: ChildFailure | undefined,
  bootFailures: number,
  death: string,
): SeatstackError | undefined {
  if (kind === "task" && failure?.code !== TASKS_FAULT) return undefined;
  if (failure && (failure.exitCode === EXIT.badSetting || failure.exitCode === EXIT.appLoad)) {
    return new SeatstackError(failure.code, failure.message, {
      exitCode: failure.exitCode,
      ...(failure.fix === undefined ? {} : { fix: failure.fix }),
    });
  }
  if (kind !== "web" || bootFailures < MAX_FIRST_BOOT_FAILURES) return undefined;
  return new SeatstackError(
    "WORKER_BOOT",
    `no worker could boot in ${bootFailures} tries: ${failure?.message ?? death}`,
    {
      exitCode: EXIT.workerBoot,
      fix: "The log lines above say why each of them ended.",
    },
  );
}
