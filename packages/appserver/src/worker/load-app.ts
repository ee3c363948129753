// From the boot message to an app that can serve: module, interface, adapter.
import { EXIT, messageOf, SeatstackError } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import type { ApplicationContext, ApplicationModule } from "../application.ts";
import type { BootMessage } from "../ipc.ts";
import { applicationApp } from "./adapters/application.ts";
import { fastifyApp } from "./adapters/fastify.ts";
import { fetchApp } from "./adapters/fetch.ts";
import { nodeApp } from "./adapters/node.ts";
import { importAppModule } from "./app-module.ts";
import { detectInterface, type AppInterface } from "./detect.ts";
import type { LoadedApp } from "./loaded-app.ts";

/** Rejects with APP_LOAD or APP_INTERFACE (exit 4). */
export async function loadApp(
  builtins: Readonly<Record<string, () => Promise<object>>>,
  boot: BootMessage,
  stopping: AbortSignal,
  log: Logger,
): Promise<LoadedApp> {
  const { module, interface: wanted } = boot.config.app;
  const exported = await importAppModule(builtins, module);
  const detected = detectInterface(exported, wanted);
  if (!detected) throw noInterface(module, wanted);
  try {
    return await ADAPTERS[detected.type](detected.target, applicationContext(boot, stopping, log), log);
  } catch (error) {
    throw appStartError(module, error);
  }
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
export function applicationContext(boot: BootMessage, stopping: AbortSignal, log: Logger): ApplicationContext {
  return {
    log,
    settings: boot.config.seats,
    dataDir: boot.paths.app.data,
    publicDir: boot.paths.app.public,
    worker: boot.worker,
    stopping,
    state: {},
  };
}

const ADAPTERS: Readonly<
  Record<AppInterface, (target: object, context: ApplicationContext, log: Logger) => LoadedApp | Promise<LoadedApp>>
> = {
  application: async (target, context) =>
    applicationApp(await (target as ApplicationModule).createApplication(context)),
  fetch: target => fetchApp(target),
  node: (target, _context, log) => nodeApp(target, log),
  fastify: (target, _context, log) => fastifyApp(target, log),
};

function noInterface(module: string, wanted: string): SeatstackError {
  const what = wanted === "auto" ? "nothing that can serve requests" : `no app of the interface "${wanted}"`;
  return new SeatstackError("APP_INTERFACE", `the module "${module}" exports ${what}`, {
    fix: "Export a default app (an Application module, a fetch handler, (req, res), or a Fastify plugin), and set app.interface if it is not recognized.",
    exitCode: EXIT.appLoad,
  });
}
