// A task worker: runs its share of the app's long jobs beside the web workers, never in one.
import { EXIT } from "@seatstack/shared/errors";
import { createLogger, type Logger } from "@seatstack/shared/logger";
import { failBoot, onMessage, receiveBoot, tell } from "./child/channel.ts";
import { Life } from "./child/life.ts";
import { WorkerHooks } from "./hooks/worker-hooks.ts";
import type { BootMessage } from "./ipc.ts";
import { checkTasks, shareOf } from "./task/check.ts";
import { findTasks } from "./task/find.ts";
import { runTasks } from "./task/runner.ts";
import { importAppModule } from "./worker/app-module.ts";
import { applicationContext, appStartError } from "./worker/load-app.ts";
import type { Builtins } from "./worker/serving.ts";

/** Runs until the process exits. One without tasks tells so, and the arbiter starts no other of its number. */
export async function runTask(builtins: Builtins): Promise<void> {
  const life = new Life();
  const boot = await receiveBoot("task");
  const { app, log: logging } = boot.config;
  const log = createLogger(logging.level, { tier: "app", role: "task", worker: boot.worker }, app.errorlog);
  try {
    life.begin(boot, log);
    await work(builtins, boot, life, log);
  } catch (error) {
    failBoot(error, EXIT.workerBoot);
  }
}

async function work(builtins: Builtins, boot: BootMessage, life: Life, log: Logger): Promise<void> {
  const { module, task_workers } = boot.config.app;
  const exported = await importAppModule(builtins, module);
  const createTasks = findTasks(exported);
  if (createTasks === undefined) return leave();
  const hooks = new WorkerHooks(boot, 0, log);
  const context = applicationContext(boot, life.stopping, log, await hooks.begin(exported));
  const all = checkTasks(await createTasks(context).catch(appFailed(module)));
  const tasks = shareOf(all, boot.worker, task_workers);
  if (tasks.length === 0) return hooks.exit().then(leave);
  await hooks.initialized();
  const runner = runTasks(tasks, life.stopping, log, { since: boot.held ? released() : boot.since });
  log.info({ tasks: tasks.map(({ task }) => task.name) }, boot.held ? "tasks wait for the older ones" : "tasks run");
  life.live({
    drain: () => runner.finished,
    close: () => hooks.exit(),
    interrupted: hooks.interrupted,
    get inFlight() {
      return runner.running;
    },
    get served() {
      return runner.runs;
    },
    tasks: () => runner.statuses(),
  });
}

function appFailed(module: string): (error: unknown) => never {
  return error => {
    throw appStartError(module, error);
  };
}

/** Resolves when the task workers of the older generation are gone, with the `since` of then. */
function released(): Promise<number> {
  return new Promise(resolve => {
    onMessage(message => {
      if (message.type === "go") resolve(message.since);
    });
  });
}

function leave(): void {
  tell({ type: "idle" }, () => process.exit(EXIT.ok));
}
