// What runs beside the web workers: the poller, the mail sender and the housekeeper.
import { join } from "node:path";
import type { ApplicationContext, Task } from "@seatstack/appserver/application";
import { type Clock, systemClock } from "./clock.ts";
import { openDatabase } from "./db/open.ts";
import { createHousekeeper } from "./housekeeping/housekeeper.ts";
import type { Channel } from "./mail/channel.ts";
import { createFileChannel } from "./mail/file-channel.ts";
import { createSender } from "./mail/sender.ts";
import { createSmtpChannel } from "./mail/smtp-channel.ts";
import { createPoller } from "./poller/poller.ts";
import { readSettings, type Settings } from "./settings.ts";
import { DemoSource } from "./sources/demo/source.ts";

/** Called in each task worker, which runs its share of them; several hosts share the work through leases in the database. */
export async function createTasks(context: ApplicationContext, clock: Clock = systemClock): Promise<readonly Task[]> {
  const { log, dataDir } = context;
  const settings = readSettings(context.settings);
  const database = await openDatabase({ url: settings.database, dataDir });
  const sources = [new DemoSource(settings.demoSeed)];
  return [
    createPoller({ database, clock, log, sources, intervalMs: settings.pollIntervalMs }),
    createSender({
      database,
      clock,
      log,
      openChannel: () => channelOf(settings, dataDir),
      publicUrl: settings.publicUrl,
    }),
    createHousekeeper(database, clock),
  ];
}

function channelOf(settings: Settings, dataDir: string): Channel {
  if (settings.smtpUrl === "") return createFileChannel(join(dataDir, "mail"), settings.mailFrom);
  return createSmtpChannel(settings.smtpUrl, settings.mailFrom);
}
