// `seatstack app`: prepares the app tier, runs the arbiter, and cleans up after it.
import { loadConfig } from "@seatstack/shared/config/load";
import type { Config } from "@seatstack/shared/config/schema";
import { serveControl } from "@seatstack/shared/control/server";
import type { SeatstackError } from "@seatstack/shared/errors";
import { inheritedSockets } from "@seatstack/shared/activation";
import { createLogger, type Logger } from "@seatstack/shared/logger";
import { notify } from "@seatstack/shared/notify";
import type { Paths } from "@seatstack/shared/paths";
import type { RunOptions } from "@seatstack/shared/run-options";
import { serveAdmin } from "./arbiter/admin.ts";
import { Arbiter } from "./arbiter/arbiter.ts";
import { prepareFolders, removeLeftovers, removeSocket } from "./arbiter/folders.ts";
import { launchChild } from "./arbiter/launcher.ts";
import { adoptListeners, bindListeners, type Listeners } from "./arbiter/listeners.ts";
import { watchSignals } from "./arbiter/signals.ts";
import { assertAlone } from "./arbiter/single-instance.ts";
import { watchSupervisor } from "@seatstack/shared/supervisor-watch";

/**
 * Runs until the arbiter has stopped. Rejects with a SeatstackError whose exitCode says what ended it: 2 a bad setting,
 * 3 workers that cannot boot, 4 an app that cannot be loaded (both only on first boot), 1 anything else.
 */
export async function runApp(options: RunOptions): Promise<void> {
  const config = loadConfig(options.source);
  const log = createLogger(config.log.level, { tier: "app", role: "arbiter" });
  prepareFolders(options.paths);
  await assertAlone(options.paths.app.control);
  process.umask(config.app.umask);
  const listeners = await openListeners(config, options.paths);
  try {
    removeLeftovers(options.paths);
    await superviseUntilStopped(options, config, log, listeners);
  } finally {
    listeners.close();
  }
}

async function superviseUntilStopped(
  run: RunOptions,
  config: Config,
  log: Logger,
  listeners: Listeners,
): Promise<void> {
  const stopped = Promise.withResolvers<SeatstackError | undefined>();
  const arbiter = new Arbiter({
    run,
    config,
    log,
    launch: launchChild,
    listenFds: listeners.fds,
    bind: listeners.names,
    removeSocket,
    onRunning: () => notify("READY=1"),
    onStopping: () => notify("STOPPING=1"),
    onStopped: stopped.resolve,
  });
  const unwatchSignals = watchSignals(signal => arbiter.push({ type: "signal", signal }));
  const unwatchSupervisor = watchSupervisor(process.env, () => arbiter.push({ type: "orphaned" }));
  const controls = await openControls(arbiter, run.paths, config, log);
  arbiter.push({ type: "wake" });
  const failure = await stopped.promise;
  unwatchSupervisor();
  unwatchSignals();
  await Promise.all(controls.map(control => control.close()));
  if (failure) throw failure;
}

/** Two control sockets, because the edge must be able to follow the endpoints and nothing else: docs/decisions/001. */
async function openControls(arbiter: Arbiter, paths: Paths, config: Config, log: Logger) {
  const handle: Parameters<typeof serveControl>[0]["handle"] = (request, client) =>
    arbiter.push({ type: "request", request, client });
  return [
    await serveControl({ path: paths.app.control, mode: 0o600, log, handle }),
    await serveControl({ path: paths.app.endpoints, mode: 0o660, log, handle, operations: ["endpoints"] }),
    await serveAdmin({
      path: paths.app.admin,
      address: config.app.admin,
      log,
      status: () => arbiter.commands.status(),
    }),
  ];
}

/** systemd's sockets where it opened some for us, else those of `bind`. */
async function openListeners(config: Config, paths: Paths): Promise<Listeners> {
  const inherited = inheritedSockets();
  if (inherited.length > 0) return adoptListeners(inherited);
  const { bind, umask } = config.app;
  return bindListeners(bind.length > 0 ? bind : [`unix:${paths.app.bind}`], 0o666 & ~umask);
}
