// Joins the arbiter with the process that it runs in: signals, control sockets, log files, systemd, and an upgrade.
import type { Config } from "@seatstack/shared/config/schema";
import { messageOf, type SeatstackError } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import { notify } from "@seatstack/shared/notify";
import { reopenLogs } from "@seatstack/shared/reopen";
import type { RunOptions } from "@seatstack/shared/run-options";
import { watchSupervisor } from "@seatstack/shared/supervisor-watch";
import { arbiterTitle } from "../child/title.ts";
import { hooksLauncher } from "../hooks/launch.ts";
import { ProcessHookCaller } from "../hooks/process-caller.ts";
import { Arbiter } from "./arbiter.ts";
import { Controls } from "./controls.ts";
import { removeLeftovers, removeSocket } from "./folders.ts";
import type { Handover } from "./handover.ts";
import { childLauncher } from "./launcher.ts";
import type { Listeners } from "./listeners.ts";
import { prepareLogFiles, type LogFiles } from "./log-files.ts";
import { UNKNOWN_PEER } from "./peer.ts";
import { removeStale, SUCCESSOR_SUFFIX, type PidFile } from "./pid-file.ts";
import type { Identity } from "./privileges.ts";
import { watchSignals } from "./signals.ts";
import type { Claim } from "./single-instance.ts";
import { Upgrade } from "./upgrade.ts";

export interface Surroundings {
  readonly run: RunOptions;
  readonly config: Config;
  readonly log: Logger;
  /** Who the children run as. */
  readonly identity: Identity | undefined;
  readonly listeners: Listeners;
  readonly claim: Claim;
  readonly pidFile: PidFile | undefined;
  readonly handover: Handover | undefined;
}

/** Resolves when the arbiter has stopped and the sockets are closed; rejects with what made it fail. */
export async function supervise(surroundings: Surroundings): Promise<void> {
  const { config, handover, identity, listeners, log, run } = surroundings;
  const stopped = Promise.withResolvers<SeatstackError | undefined>();
  const arbiter = makeArbiter(surroundings, () => upgrade, stopped.resolve);
  const controls = new Controls({ arbiter, paths: run.paths, config, log, owner: identity });
  const upgrade = new Upgrade({
    ...surroundings,
    arbiter,
    controls,
    onPromoted: () => onPromoted(surroundings),
    onBackedOut: () => onBackedOut(surroundings),
  });
  const unwatchSignals = watchSignals(signal => arbiter.push({ type: "signal", signal }));
  const unwatchSupervisor = watchSupervisor(process.env, () => arbiter.push({ type: "orphaned" }));
  try {
    if (handover === undefined) await controls.open();
    arbiter.push({ type: "wake" });
    const failure = await stopped.promise;
    await controls.close();
    if (failure) throw failure;
  } finally {
    unwatchSupervisor();
    unwatchSignals();
    listeners.close(upgrade.another);
    upgrade.leave();
  }
}

function makeArbiter(
  { config, handover, identity, listeners, log, run }: Surroundings,
  upgrade: () => Upgrade,
  onStopped: (failure: SeatstackError | undefined) => void,
): Arbiter {
  const arbiter: Arbiter = new Arbiter({
    run,
    config,
    log,
    launch: childLauncher(identity),
    hooks: new ProcessHookCaller({ log, launch: hooksLauncher(identity) }),
    get listenFds() {
      return listeners.fds;
    },
    get bind() {
      return listeners.names;
    },
    get otherProgram() {
      return upgrade().other;
    },
    ...(handover && { firstGeneration: handover.generation, firstId: handover.firstId, peer: UNKNOWN_PEER }),
    removeSocket,
    upgrade: () => upgrade().begin(),
    onReload: ({ app }) => {
      makeLogFiles({ errorlog: config.app.errorlog, accesslog: app.accesslog }, identity, log);
      void restoreListeners(listeners, arbiter, log);
    },
    onReopen: ({ app }) => {
      // Ours first, so that a child finds a file that it may write to.
      makeLogFiles({ errorlog: config.app.errorlog, accesslog: app.accesslog }, identity, log);
      reopenLogs();
    },
    onTable: table => upgrade().publish(table),
    onRunning: () => {
      notify("READY=1");
      upgrade().onRunning();
    },
    onStopping: () => upgrade().onStopping(),
    onStopped,
  });
  return arbiter;
}

/** HUP: a Unix socket whose file was deleted gets a new one, and a front that has it. */
async function restoreListeners(listeners: Listeners, arbiter: Arbiter, log: Logger): Promise<void> {
  try {
    const names = await listeners.restore();
    if (names.length === 0) return;
    log.warn({ bind: names }, "sockets of bind were deleted: made anew");
    arbiter.renewFront();
  } catch (error) {
    log.error({ reason: messageOf(error) }, "a socket of bind was deleted and cannot be made anew");
  }
}

/** HUP and USR1. The children may not be able to make a file there, and an errorlog is for the life of the arbiter. */
function makeLogFiles(files: LogFiles, identity: Identity | undefined, log: Logger): void {
  try {
    prepareLogFiles(files, identity);
  } catch (error) {
    log.error({ reason: messageOf(error) }, "a log file cannot be made");
  }
}

function onPromoted({ config, log, pidFile, run }: Surroundings): void {
  process.title = arbiterTitle(config.app.module, false);
  removeLeftovers(run.paths);
  try {
    pidFile?.promote(config.app.pidfile);
  } catch (error) {
    log.error({ reason: messageOf(error) }, "upgrade: the pid file keeps its name");
  }
}

/** A new program that was killed leaves its pid file. */
function onBackedOut({ config: { app }, log }: Surroundings): void {
  if (app.pidfile === "") return;
  try {
    removeStale(app.pidfile + SUCCESSOR_SUFFIX);
  } catch (error) {
    log.warn({ reason: messageOf(error) }, "upgrade: the new program's pid file stays");
  }
}
