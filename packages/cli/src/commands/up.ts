// `seatstack up`: starts everything, as a service where systemd runs and we are root, else in the foreground.
import { isInstallable, meansSystem } from "../systemd/detect.ts";
import type { Command } from "../command.ts";

export const up: Command = {
  name: "up",
  summary: "start everything and print the URL",
  usage: "up [--foreground]",
  examples: [
    { line: "seatstack up", does: "start here, with no config at all; as root under systemd: install and start" },
    { line: "seatstack up --set edge.https=127.0.0.1:9443", does: "on another port" },
    { line: "sudo seatstack up --foreground --dir /srv/seats", does: "as root, without systemd" },
  ],
  options: { foreground: { type: "boolean", help: "Stay in the foreground even where systemd runs" } },
  exitCodes: {
    0: "stopped as asked, or installed and started",
    1: "failed, the message says why",
    2: "a setting is wrong; nothing was started",
    3: "no worker booted",
    4: "the app does not load",
  },
  async run(context) {
    if (meansSystem(context)) {
      if (isInstallable()) return (await import("../systemd/up.ts")).upAsService(context);
      context.terminal.err(
        "A checkout runs in the foreground; `npm run build` makes the program that can be installed.\n",
      );
    }
    const { upInForeground } = await import("../up/foreground.ts");
    return upInForeground(context);
  },
};
