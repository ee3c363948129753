// `seatstack app`: prepares the app tier, runs the arbiter, and cleans up after it.
import { join } from "node:path";
import { inheritedSockets } from "@seatstack/shared/activation";
import { loadConfig } from "@seatstack/shared/config/load";
import type { Config } from "@seatstack/shared/config/schema";
import { createLogger } from "@seatstack/shared/logger";
import { linksFolder, type Paths } from "@seatstack/shared/paths";
import type { RunOptions } from "@seatstack/shared/run-options";
import { assertChdir } from "./arbiter/chdir.ts";
import { prepareFolders, prepareLinks, removeLeftovers, removeLinks } from "./arbiter/folders.ts";
import { takeHandover, unpackHandover } from "./arbiter/handover.ts";
import { Listeners, type ListenOptions, type Listener } from "./arbiter/listeners.ts";
import { prepareLogFiles } from "./arbiter/log-files.ts";
import { PidFile, SUCCESSOR_SUFFIX } from "./arbiter/pid-file.ts";
import { childIdentity, type Identity } from "./arbiter/privileges.ts";
import { claimFolder, claimOf } from "./arbiter/single-instance.ts";
import { supervise } from "./arbiter/supervise.ts";
import { arbiterTitle } from "./child/title.ts";

/**
 * Runs until the arbiter has stopped. Rejects with a SeatstackError whose exitCode says what ended it: 2 a bad setting,
 * 3 workers that cannot boot, 4 an app that cannot be loaded (both only on first boot), 1 anything else.
 */
export async function runApp(options: RunOptions): Promise<void> {
  const handover = takeHandover(process.env);
  const config = loadConfig(options.source);
  const identity = childIdentity(config.app);
  assertChdir(config.app);
  prepareLogFiles(config.app, identity);
  const log = createLogger(config.log.level, { tier: "app", role: "arbiter" }, config.app.errorlog);
  process.title = arbiterTitle(config.app.module, handover !== undefined);
  const paths = withLinks(options.paths, handover?.links ?? 1);
  prepareFolders(paths, identity);
  const given = handover && unpackHandover(handover);
  const claim = given ? claimOf(given.claim) : await claimFolder(paths.app.run, paths.app.control);
  process.umask(config.app.umask);
  const pidFile = takePidFile(config, handover !== undefined);
  try {
    const listeners = await openListeners(config, paths, identity, given?.listeners);
    if (handover === undefined) removeLeftovers(paths);
    prepareLinks(paths, identity);
    await supervise({ run: { ...options, paths }, config, log, identity, listeners, claim, pidFile, handover });
  } finally {
    removeLinks(paths);
    pidFile?.release();
    claim.release();
  }
}

/** Each of two arbiters that are up at once has link sockets of its own. */
function withLinks(paths: Paths, n: number): Paths {
  return { ...paths, app: { ...paths.app, links: join(paths.app.run, linksFolder(n)) } };
}

function takePidFile({ app }: Config, successor: boolean): PidFile | undefined {
  return app.pidfile === "" ? undefined : PidFile.take(successor ? app.pidfile + SUCCESSOR_SUFFIX : app.pidfile);
}

/** systemd's sockets where it opened some for us, the old program's where one started us, else those of `bind`. */
async function openListeners(
  { app }: Config,
  paths: Paths,
  owner: Identity | undefined,
  given: readonly Listener[] | undefined,
): Promise<Listeners> {
  const options: ListenOptions = { mode: 0o666 & ~app.umask, owner, backlog: app.backlog };
  const sockets = given === undefined ? inheritedSockets() : [];
  if (sockets.length > 0) return Listeners.adopt(sockets, options);
  if (given?.some(({ bind }) => bind === undefined)) return new Listeners(options, given);
  return Listeners.bind(app.bind.length > 0 ? app.bind : [`unix:${paths.app.bind}`], options, given);
}
