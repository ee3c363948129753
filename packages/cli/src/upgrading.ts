// Replaces the app tier's program by a new one on the same sockets, as USR2, WINCH and QUIT do by hand: docs/signals.md.
import { setTimeout as sleep } from "node:timers/promises";
import { controlRequest } from "@seatstack/shared/control/client";
import type { AppStatus } from "@seatstack/shared/control/protocol";
import { codeOf, SeatstackError } from "@seatstack/shared/errors";
import type { Paths } from "@seatstack/shared/paths";
import { isRunning, markOf, type ProcessMark } from "./up/pid-file.ts";

const POLL = 100;
const REPLY_TIMEOUT = 5000;
/** Between two arbiters the control socket changes hands: it may be nobody's for a moment. */
const TRANSIENT: ReadonlySet<string> = new Set(["NOT_RUNNING", "CONTROL_FAILED"]);

export interface Upgraded {
  readonly before: number;
  readonly after: number;
}

/**
 * Starts the new program and resolves when it serves and, unless `keepOld`, the old one has gone. Rejects with the code
 * with which the tier refuses (UPGRADING, SUPERVISED), UPGRADE_FAILED (the old program goes on), UPGRADE_TIMEOUT or
 * NOT_PERMITTED.
 */
export async function upgradeApp(paths: Paths, patience: number, keepOld: boolean): Promise<Upgraded> {
  const deadline = performance.now() + patience;
  const before = (await appStatus(paths)).pid;
  await controlRequest(paths.app.control, { op: "upgrade" }, REPLY_TIMEOUT);
  const after = await untilTakenOver(paths, before, deadline);
  const old = keepOld ? undefined : markOf(before);
  if (old !== undefined) {
    endGracefully(old.pid);
    await untilGone(old, deadline);
  }
  return { before, after };
}

async function untilTakenOver(paths: Paths, before: number, deadline: number): Promise<number> {
  for (;;) {
    const status = await appStatus(paths).catch(passOver);
    if (status !== undefined && status.pid !== before) return status.pid;
    if (status !== undefined && status.upgrade === undefined) throw failed();
    if (performance.now() > deadline) throw late("the new program does not serve yet", before);
    await sleep(POLL);
  }
}

/** A zombie has ended, too: who started it may take its time to ask for its exit code, or never do. */
async function untilGone(old: ProcessMark, deadline: number): Promise<void> {
  while (isRunning(old)) {
    if (performance.now() > deadline) throw late("the new program serves, but the old one still has requests", old.pid);
    await sleep(POLL);
  }
}

async function appStatus(paths: Paths): Promise<AppStatus> {
  const { status } = await controlRequest(paths.app.control, { op: "status" }, REPLY_TIMEOUT);
  if (status.tier === "app") return status;
  throw new SeatstackError("BAD_REPLY", `the app's control socket answers as ${status.tier}`);
}

function passOver(error: unknown): undefined {
  if (!(error instanceof SeatstackError) || !TRANSIENT.has(error.code)) throw error;
  return undefined;
}

/** Its workers finish what they have: nothing is lost. */
function endGracefully(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    if (codeOf(error) === "ESRCH") return;
    throw new SeatstackError("NOT_PERMITTED", `the new program serves, but the old one (pid ${pid}) may not be ended`, {
      fix: `End it as root or as its user: kill -TERM ${pid}`,
      cause: error,
    });
  }
}

function failed(): SeatstackError {
  return new SeatstackError("UPGRADE_FAILED", "the new program ended before it served; the old one goes on as before", {
    fix: "`seatstack logs` has its last words.",
  });
}

function late(what: string, pid: number): SeatstackError {
  return new SeatstackError("UPGRADE_TIMEOUT", what, {
    fix: `It goes on. \`seatstack status\` shows it; the old program is process ${pid}.`,
  });
}
