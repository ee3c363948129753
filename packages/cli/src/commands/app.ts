// `seatstack app`: the app tier's arbiter in this process.
import { EXIT } from "@seatstack/shared/errors";
import type { Command } from "../command.ts";

export const app: Command = {
  name: "app",
  summary: "run the app's workers under this process (systemd and `up` start it)",
  usage: "app",
  examples: [{ line: "seatstack app --dir /srv/seats", does: "the app tier alone, in the foreground" }],
  options: {},
  exitCodes: {
    0: "stopped as asked",
    1: "failed",
    2: "a setting is wrong",
    3: "no worker booted",
    4: "the app does not load",
  },
  async run({ source, paths }) {
    const { runApp } = await import("@seatstack/appserver/main");
    await runApp({ source, paths });
    return EXIT.ok;
  },
};
