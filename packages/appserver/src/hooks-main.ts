// The hooks' process: runs what the operator wants done beside the arbiter, so that nothing of it can harm the arbiter.
import { isBuiltinApp } from "@seatstack/shared/builtin-apps";
import { EXIT, messageOf } from "@seatstack/shared/errors";
import { createLogger, type Logger } from "@seatstack/shared/logger";
import { reopenLogs } from "@seatstack/shared/reopen";
import { VERSION } from "@seatstack/shared/version";
import { startHeartbeat } from "./child/heartbeat.ts";
import type { ServerInfo } from "./hooks.ts";
import { HOOK_LIMIT } from "./hooks/caller.ts";
import type { HookSet } from "./hooks/hook-set.ts";
import { loadHooks } from "./hooks/load.ts";
import { hangLimit, type FromHooks, type ToHooks } from "./hooks/messages.ts";
import { ARBITER_HOOKS } from "./hooks/names.ts";
import { runHook } from "./hooks/run.ts";
import { MAX_TEXT } from "./ipc.ts";
import { importAppModule } from "./worker/app-module.ts";
import type { Builtins } from "./worker/serving.ts";

type Load = Extract<ToHooks, { type: "load" }>;
type Call = Extract<ToHooks, { type: "call" }>;

/** A signal to the whole process group reaches this one too, and on_exit is still to come: the arbiter ends it. */
const IGNORED = [
  "SIGTERM",
  "SIGINT",
  "SIGQUIT",
  "SIGHUP",
  "SIGTTIN",
  "SIGTTOU",
  "SIGUSR1",
  "SIGUSR2",
  "SIGWINCH",
] as const;

/** Runs until the arbiter ends it or is gone; leaves by itself (exit 0) where no hook of the arbiter's side exists. */
export function runHooks(builtins: Builtins): void {
  for (const signal of IGNORED) process.on(signal, () => undefined);
  process.once("disconnect", () => process.exit(EXIT.ok));
  let serve: ((call: Call) => void) | undefined;
  process.on("message", (message: ToHooks) => {
    switch (message.type) {
      case "load":
        void begin(builtins, message).then(handler => (serve = handler));
        return;
      case "call":
        return serve?.(message);
      case "reopen":
        return reopenLogs();
      case "end":
        return process.exit(EXIT.ok);
      default:
        message satisfies never;
    }
  });
}

async function begin(builtins: Builtins, load: Load): Promise<(call: Call) => void> {
  process.title = "seatstack: hooks";
  const log = createLogger(load.config.log.level, { tier: "app", role: "hooks" }, load.config.app.errorlog);
  const watched = {
    arbiter: load.arbiter,
    socket: "",
    config: { app: { ...load.config.app, timeout: hangLimit(load.config.app) } },
  };
  const heartbeat = startHeartbeat(watched, () => process.exit(EXIT.ok));
  process.on("uncaughtException", error => {
    log.fatal({ err: error }, "uncaught error: the hooks' process cannot go on");
    process.exit(EXIT.failure);
  });
  const hooks = await loadAll(builtins, load, log);
  heartbeat.booted();
  const names = ARBITER_HOOKS.filter(name => hooks.has(name));
  tell({ type: "loaded", hooks: names }, () => {
    if (names.length === 0) process.exit(EXIT.ok);
  });
  return call => void answer(hooks, call, load, log);
}

/** What cannot be loaded is said in full by the workers, which load the same. */
async function loadAll(builtins: Builtins, { config }: Load, log: Logger): Promise<HookSet> {
  let app = true;
  try {
    const { module } = config.app;
    const exported = isBuiltinApp(module) ? {} : await importAppModule(builtins, module);
    app = false;
    return await loadHooks(config.app, exported, log, true);
  } catch (error) {
    const message = messageOf(error).slice(0, MAX_TEXT);
    await new Promise<void>(resolve => tell({ type: "failed", message, app }, resolve));
    return process.exit(EXIT.appLoad);
  }
}

async function answer(hooks: HookSet, call: Call, load: Load, log: Logger): Promise<void> {
  const server: ServerInfo = {
    pid: load.arbiter,
    version: VERSION,
    generation: load.generation,
    workers: call.workers,
    log,
  };
  await runHook(hooks, call.name, [server, ...argumentsOf(call)], log, HOOK_LIMIT);
  tell({ type: "done" });
}

/** A worker's `state` lives in the worker; here it is empty. */
function argumentsOf({ name, args }: Call): readonly unknown[] {
  const [first, ...others] = args;
  const hasWorker = name === "pre_fork" || name === "child_exit" || name === "worker_abort";
  return hasWorker ? [{ ...(first as object), state: {} }, ...others] : args;
}

function tell(message: FromHooks, sent: () => void = () => undefined): void {
  if (process.connected && process.send !== undefined) process.send(message, sent);
  else sent();
}
