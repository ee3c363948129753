// What runs beside the web workers: the poller, the mail sender and the housekeeper.
import type { ApplicationContext, Task } from "@seatstack/appserver/application";
import { type Clock, systemClock } from "./clock.ts";
import { openDatabase } from "./db/open.ts";
import { createPoller } from "./poller/poller.ts";
import { readSettings } from "./settings.ts";
import { DemoSource } from "./sources/demo/source.ts";

/** Called once in a task worker; several task workers share the work through leases in the database. */
export async function createTasks(context: ApplicationContext, clock: Clock = systemClock): Promise<readonly Task[]> {
  const settings = readSettings(context.settings);
  const database = await openDatabase({ url: settings.database, dataDir: context.dataDir });
  const poller = createPoller({
    database,
    clock,
    log: context.log,
    sources: [new DemoSource(settings.demoSeed)],
    intervalMs: settings.pollIntervalMs,
  });
  return [poller];
}
