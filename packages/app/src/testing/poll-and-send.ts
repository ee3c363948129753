// One poll that finds the section open, then the mail, with a hook at every step.
import { join } from "node:path";
import { type Clock, systemClock } from "../clock.ts";
import { openDatabase } from "../db/open.ts";
import type { Channel } from "../mail/channel.ts";
import { createFileChannel } from "../mail/file-channel.ts";
import { nextDue } from "../mail/outbox.ts";
import { createSender } from "../mail/sender.ts";
import { pollOnce } from "../poller/poller.ts";
import { pollerOf, reading, ScriptedSource, silent } from "./harness.ts";

/** `aheadMs`: how far the clock is ahead of the machine's. `onStep`: after every statement, before and after every send. */
export async function pollAndSend(dataDir: string, aheadMs: number, onStep: () => void): Promise<void> {
  const clock: Clock = { now: () => Date.now() + aheadMs, sleep: (ms, signal) => systemClock.sleep(ms, signal) };
  let opened = false;
  const database = await openDatabase({ url: "", dataDir, onQuery: () => opened && onStep() });
  opened = true;
  const stop = new AbortController();
  const source = new ScriptedSource();
  source.read(reading("01", 2));
  const { context, options } = pollerOf(database, clock, source, `poller-${process.pid}`);
  await pollOnce(context, options, stop.signal);
  const openChannel = () => stepping(createFileChannel(join(dataDir, "mail"), "seats@tracker.example"), onStep);
  const sender = createSender({ database, openChannel, clock, log: silent, publicUrl: "https://tracker.example" });
  const running = sender.run(stop.signal);
  while ((await nextDue(database.kysely)) !== undefined) await systemClock.sleep(5, stop.signal);
  stop.abort();
  await running;
  await database.close();
}

function stepping(channel: Channel, onStep: () => void): Channel {
  return {
    concurrency: channel.concurrency,
    timeoutMs: channel.timeoutMs,
    send: async letter => {
      onStep();
      await channel.send(letter);
      onStep();
    },
    close: () => channel.close(),
  };
}
