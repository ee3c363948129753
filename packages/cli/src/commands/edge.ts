// `seatstack edge`: the edge tier in this process.
import { EXIT } from "@seatstack/shared/errors";
import type { Command } from "../command.ts";

export const edge: Command = {
  name: "edge",
  summary: "serve the public ports in this process (systemd and `up` start it)",
  usage: "edge",
  examples: [{ line: "seatstack edge --dir /srv/seats", does: "the edge alone, in the foreground" }],
  options: {},
  exitCodes: { 0: "stopped as asked", 1: "failed", 2: "a setting is wrong" },
  async run({ source, paths }) {
    const { runEdge } = await import("@seatstack/edge/main");
    await runEdge({ source, paths });
    return EXIT.ok;
  },
};
