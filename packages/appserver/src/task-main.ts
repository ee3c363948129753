// The task worker: runs the app's long jobs beside the web workers, never in one.
import { EXIT } from "@seatstack/shared/errors";
import { createLogger, type Logger } from "@seatstack/shared/logger";
import type { ApplicationModule, Task } from "./application.ts";
import { failBoot, receiveBoot, tell } from "./child/channel.ts";
import { Life } from "./child/life.ts";
import type { BootMessage } from "./ipc.ts";
import { runTasks } from "./task/runner.ts";
import { importAppModule } from "./worker/app-module.ts";
import { detectInterface } from "./worker/detect.ts";
import { applicationContext, appStartError } from "./worker/load-app.ts";
import type { Builtins } from "./worker/serving.ts";

/** Runs until the process exits. An app without tasks tells so, and the arbiter starts no other. */
export async function runTask(builtins: Builtins): Promise<void> {
  const life = new Life();
  const boot = await receiveBoot("task");
  const log = createLogger(boot.config.log.level, { tier: "app", role: "task" });
  try {
    life.begin(boot, log);
    const tasks = await loadTasks(builtins, boot, life.stopping, log);
    if (tasks.length === 0) leave();
    else work(tasks, life, log);
  } catch (error) {
    log.error({ err: error instanceof Error && error.cause instanceof Error ? error.cause : error }, "boot failed");
    failBoot(error, EXIT.workerBoot);
  }
}

async function loadTasks(
  builtins: Builtins,
  boot: BootMessage,
  stopping: AbortSignal,
  log: Logger,
): Promise<readonly Task[]> {
  const { module, interface: wanted } = boot.config.app;
  const detected = detectInterface(await importAppModule(builtins, module), wanted);
  if (detected?.type !== "application") return [];
  const app = detected.target as ApplicationModule;
  try {
    return (await app.createTasks?.(applicationContext(boot, stopping, log))) ?? [];
  } catch (error) {
    throw appStartError(module, error);
  }
}

function work(tasks: readonly Task[], life: Life, log: Logger): void {
  const finished = runTasks(tasks, life.stopping, log);
  log.info({ tasks: tasks.map(task => task.name) }, "tasks run");
  life.live({ drain: () => finished, close: async () => undefined, inFlight: tasks.length, served: 0 });
}

function leave(): void {
  tell({ type: "idle" }, () => process.exit(EXIT.ok));
}
