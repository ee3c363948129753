// `seatstack down`: stops what `seatstack up` started.
import { meansSystem } from "../systemd/detect.ts";
import type { Command } from "../command.ts";

export const down: Command = {
  name: "down",
  summary: "stop what `up` started",
  usage: "down [--now]",
  examples: [
    { line: "seatstack down", does: "finish the requests under way, then stop" },
    { line: "seatstack down --now", does: "cut them" },
  ],
  options: { now: { type: "boolean", help: "Cut the requests under way" } },
  exitCodes: { 0: "stopped, or nothing was running", 1: "it would not stop" },
  async run(context) {
    if (meansSystem(context)) return (await import("../systemd/up.ts")).downAsService(context);
    const { downInForeground } = await import("../up/down.ts");
    return downInForeground(context);
  },
};
