// From the boot message to an app that can serve: module, interface, adapter.
import type { Server } from "node:http";
import { EXIT, messageOf, SeatstackError } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import type { ApplicationContext, ApplicationModule } from "../application.ts";
import type { BootMessage } from "../ipc.ts";
import { applicationApp } from "./adapters/application.ts";
import { fastifyApp } from "./adapters/fastify.ts";
import { fetchApp } from "./adapters/fetch.ts";
import { nodeApp } from "./adapters/node.ts";
import { serverApp, withServerClosed } from "./adapters/server.ts";
import { withUpgrades } from "./adapters/upgrades.ts";
import { importAppModule } from "./app-module.ts";
import { awaitListening, quietWork } from "./capture/await-listening.ts";
import { captureListening, type ListenCapture } from "./capture/capture.ts";
import { detectInterface, type Detected } from "./detect.ts";
import type { LoadedApp } from "./loaded-app.ts";
import { noInterface } from "./no-interface.ts";

/** Share of boot_timeout that an app has until it listens: what fails here says why, what is killed then does not. */
const LISTEN_SHARE = 0.8;

/** What comes between the import of an app's module and the making of the app: post_fork. */
export interface Preparation {
  /** `exported` is the module's namespace; resolves with ApplicationContext.state. */
  begin(exported: object): Promise<Record<string, unknown>>;
}

/** Rejects with APP_LOAD, APP_INTERFACE or HOOKS_LOAD (exit 4). */
export async function loadApp(
  builtins: Readonly<Record<string, () => Promise<object>>>,
  boot: BootMessage,
  stopping: AbortSignal,
  log: Logger,
  preparation: Preparation,
): Promise<LoadedApp> {
  const { module } = boot.config.app;
  const before = await quietWork();
  const exported = await importAppModule(builtins, module);
  const capture = captureListening();
  capture.onIgnored(where => log.warn({ listen: where }, "the app's further HTTP server is not opened"));
  const detected = await detect(exported, boot, capture, before);
  const context = applicationContext(boot, stopping, log, await preparation.begin(exported));
  try {
    const app = await ADAPTERS[detected.type](detected.target, context, log);
    const listening = (): Server | undefined => capture.server;
    return withServerClosed(withUpgrades(app, exported, listening, log), listening);
  } catch (error) {
    throw appStartError(module, error);
  }
}

async function detect(exported: object, boot: BootMessage, capture: ListenCapture, before: number): Promise<Detected> {
  const { module, interface: wanted, boot_timeout: limit } = boot.config.app;
  let detected = detectInterface(exported, wanted, capture.server);
  if (!detected && (wanted === "auto" || wanted === "node")) {
    await awaitListening(capture, before, limit * LISTEN_SHARE);
    detected = detectInterface(exported, wanted, capture.server);
  }
  if (!detected) throw noInterface(module, wanted, exported);
  return detected;
}

/** The app's own code failed while it was made (exit 4); the cause has the stack. */
export function appStartError(module: string, error: unknown): SeatstackError {
  return new SeatstackError("APP_LOAD", `the app "${module}" failed to start: ${messageOf(error)}`, {
    fix: "Correct the app; the stack is in the log.",
    exitCode: EXIT.appLoad,
    cause: error,
  });
}

/** What the app is given. */
export function applicationContext(
  boot: BootMessage,
  stopping: AbortSignal,
  log: Logger,
  state: Record<string, unknown>,
): ApplicationContext {
  return {
    log,
    settings: boot.config.seats,
    dataDir: boot.paths.app.data,
    publicDir: boot.paths.app.public,
    worker: boot.kind === "task" ? 0 : boot.worker,
    stopping,
    state,
  };
}

type Adapter = (target: object, context: ApplicationContext, log: Logger) => LoadedApp | Promise<LoadedApp>;

const ADAPTERS: Readonly<Record<Detected["type"], Adapter>> = {
  application: async (target, context, log) =>
    applicationApp(await (target as ApplicationModule).createApplication(context), log),
  fetch: target => fetchApp(target),
  node: (target, _context, log) => nodeApp(target, log),
  server: (target, context, log) => serverApp(target as Server, context.stopping, log),
  fastify: (target, _context, log) => fastifyApp(target, log),
};
