// When a task runs: always (a loop), `every` so often, or at the times of a cron pattern.
import { Cron } from "croner";
import { messageOf } from "@seatstack/shared/errors";
import { formatMilliseconds } from "./format.ts";
import type { Task } from "../application.ts";

export type Schedule =
  | { readonly kind: "loop"; readonly text: string }
  /** Milliseconds from the end of one run to the begin of the next. */
  | { readonly kind: "every"; readonly text: string; readonly ms: number }
  | { readonly kind: "cron"; readonly text: string; readonly times: CronTimes };

/** The times of a pattern; milliseconds since 1970. */
export interface CronTimes {
  /** The first after `time`, or undefined where there is none any more. */
  after(time: number): number | undefined;
}

/** Most that are counted one by one. */
const MOST_MISSED = 1000;

/** Throws an Error that says which setting of the task is wrong, and why. */
export function scheduleOf({ every, cron, timezone }: Task): Schedule {
  if (every !== undefined && cron !== undefined) throw new Error("has both `every` and `cron`: one of them");
  if (timezone !== undefined && cron === undefined) throw new Error("has a `timezone`, but no `cron`");
  if (cron !== undefined) return cronSchedule(cron, timezone);
  if (every === undefined) return { kind: "loop", text: "loop" };
  if (typeof every !== "number" || !Number.isFinite(every) || every < 1) {
    throw new Error(`has a bad \`every\`, ${JSON.stringify(every)}: milliseconds, 1 or more`);
  }
  return { kind: "every", text: `every ${formatMilliseconds(every)}`, ms: every };
}

/** How many times of the pattern are after `from` and not after `to`; at most MOST_MISSED. */
export function countTimes(times: CronTimes, from: number, to: number): number {
  let count = 0;
  let time = times.after(from);
  while (time !== undefined && time <= to && count < MOST_MISSED) {
    count += 1;
    time = times.after(time);
  }
  return count;
}

function cronSchedule(pattern: string, timezone: string | undefined): Schedule {
  const zone = timezone === undefined ? "" : ` (${timezone})`;
  let times: CronTimes;
  try {
    times = cronTimes(pattern, timezone);
  } catch (error) {
    throw new Error(`has a bad cron pattern ${JSON.stringify(pattern)}${zone}: ${reasonOf(error)}`, { cause: error });
  }
  return { kind: "cron", text: `cron ${pattern}${zone}`, times };
}

/** Throws what croner throws, or an Error where the pattern has no time at all (such as 31 February). */
function cronTimes(pattern: string, timezone: string | undefined): CronTimes {
  if (typeof pattern !== "string") throw new Error("it is not a string");
  const fields = pattern.trim().split(/\s+/).length;
  // croner would also take a date, and names such as @daily.
  if (fields !== 5 && fields !== 6 && !pattern.startsWith("@")) {
    throw new Error("it needs five fields (minute, hour, day, month, weekday), or six with seconds first");
  }
  // Paused: only its arithmetic is used; its timers could not be turned by a test.
  const mode = "5-or-6-parts";
  const cron = new Cron(pattern, { mode, paused: true, ...(timezone === undefined ? {} : { timezone }) });
  const after = (time: number): number | undefined => cron.nextRun(new Date(time))?.getTime();
  if (after(Date.now()) === undefined) throw new Error("no time fits it");
  return { after };
}

/** Without the names of croner's classes. */
function reasonOf(error: unknown): string {
  const message = messageOf(error);
  if (/timezone/i.test(message)) return "there is no such time zone";
  return message.replace(/^Cron\w+: /, "");
}
