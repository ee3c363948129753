import assert from "node:assert/strict";
import { test } from "node:test";
import { SeatstackError } from "@seatstack/shared/errors";
import { checkTasks, shareOf } from "./check.ts";
import { countTimes, scheduleOf } from "./schedule.ts";

const run = async (): Promise<void> => undefined;

/** What is wrong with the tasks, in one text. */
function complaint(tasks: unknown): string {
  try {
    checkTasks(tasks);
  } catch (error) {
    assert.ok(error instanceof SeatstackError);
    assert.equal(error.code, "TASKS");
    assert.equal(error.exitCode, 4);
    return error.message;
  }
  throw new Error("nothing was wrong");
}

test("a bad cron pattern is named with the task, and ends the boot with exit 4", () => {
  assert.equal(
    complaint([{ name: "report", cron: "61 * * * *", run }]),
    'the task "report" has a bad cron pattern "61 * * * *": Invalid value for minute: 61',
  );
});

test("every fault is told at once", () => {
  const message = complaint([
    { name: "a", run },
    { name: "a", run },
    { name: " ", run },
    { name: "b" },
    null,
    { name: "c", every: 1000, cron: "* * * * *", run },
    { name: "d", every: 0, run },
    { name: "e", every: Infinity, run },
    { name: "f", timezone: "UTC", run },
    { name: "g", cron: "0 0 31 2 *", run },
    { name: "h", cron: "0 3 * * *", timezone: "Mars/Phobos", run },
    { name: "i", cron: "2030-01-01T00:00:00", run },
    { name: "j", cron: "* * * *", run },
  ]);
  assert.deepEqual(message.split("; "), [
    'the task "a" has the name of another task',
    "task 3 has no name",
    'the task "b" has no function `run`',
    "task 5 is no object with `name` and `run`",
    'the task "c" has both `every` and `cron`: one of them',
    'the task "d" has a bad `every`, 0: milliseconds, 1 or more',
    'the task "e" has a bad `every`, null: milliseconds, 1 or more',
    'the task "f" has a `timezone`, but no `cron`',
    'the task "g" has a bad cron pattern "0 0 31 2 *": no time fits it',
    'the task "h" has a bad cron pattern "0 3 * * *" (Mars/Phobos): there is no such time zone',
    'the task "i" has a bad cron pattern "2030-01-01T00:00:00": it needs five fields (minute, hour, day, month, weekday), or six with seconds first',
    'the task "j" has a bad cron pattern "* * * *": it needs five fields (minute, hour, day, month, weekday), or six with seconds first',
  ]);
});

test("what is no list of tasks is refused", () => {
  for (const value of [undefined, null, "task", {}]) assert.match(complaint(value), /must return an array/);
  assert.deepEqual(checkTasks([]), []);
});

test("each task belongs to exactly one task worker, whatever their number", () => {
  const tasks = ["a", "b", "c", "d", "e"];
  for (const workers of [1, 2, 3, 7]) {
    const shares = Array.from({ length: workers }, (_, index) => shareOf(tasks, index + 1, workers));
    assert.deepEqual(shares.flat().toSorted(), tasks);
  }
  assert.deepEqual(shareOf(tasks, 2, 2), ["b", "d"]);
  assert.deepEqual(shareOf(tasks, 7, 7), []);
});

const text = (task: object): string => scheduleOf({ name: "x", run, ...task }).text;

test("schedules read as their setting does", () => {
  assert.equal(text({}), "loop");
  assert.equal(text({ every: 600_000 }), "every 10m");
  assert.equal(text({ every: 90_000 }), "every 90s");
  assert.equal(text({ every: 1500 }), "every 1500ms");
  assert.equal(text({ cron: "@daily" }), "cron @daily");
});

test("times after one and up to another are counted, the second one included", () => {
  const schedule = scheduleOf({ name: "x", cron: "*/2 * * * * *", run });
  assert.ok(schedule.kind === "cron");
  assert.equal(countTimes(schedule.times, 0, 10_000), 5);
  assert.equal(countTimes(schedule.times, 2000, 3999), 0);
  assert.equal(countTimes(schedule.times, 5000, 5000), 0);
});
