// `seatstack version`: what this program is.
import { EXIT } from "@seatstack/shared/errors";
import { VERSION } from "@seatstack/shared/version";
import type { Command } from "../command.ts";

export const version: Command = {
  name: "version",
  summary: "print the version of this program",
  usage: "version",
  examples: [{ line: "seatstack version --json", does: "with the versions of Node and the platform" }],
  options: {},
  async run({ json, terminal }) {
    const about = { seatstack: VERSION, node: process.versions.node, platform: `${process.platform}-${process.arch}` };
    terminal.out(
      json ? `${JSON.stringify(about)}\n` : `seatstack ${about.seatstack} (Node ${about.node}, ${about.platform})\n`,
    );
    return EXIT.ok;
  },
};
