// `seatstack upgrade`: a new program takes over from the running one, on the same sockets.
import { EXIT } from "@seatstack/shared/errors";
import { say } from "../ask.ts";
import type { Command } from "../command.ts";
import { DEFAULT_PATIENCE, PATIENCE_OPTION, readPatience } from "../reloading.ts";
import { upgradeApp } from "../upgrading.ts";

export const upgrade: Command = {
  name: "upgrade",
  summary: "replace the app tier's program by the one on disk, without losing a request",
  usage: "upgrade [--keep-old] [--timeout TIME]",
  examples: [
    { line: "seatstack upgrade", does: "the new program serves, then the old one finishes what it has and ends" },
    { line: "seatstack upgrade --keep-old", does: "both serve; TERM to one of the two decides" },
    { line: "kill -USR2 $ARBITER_PID", does: "the same by signal; docs/signals.md has the rest of the dance" },
  ],
  options: {
    "keep-old": { type: "boolean", help: "Leave the old program up, to go back to it" },
    timeout: { ...PATIENCE_OPTION, help: `How long the change may take; default ${DEFAULT_PATIENCE}` },
  },
  exitCodes: {
    0: "the new program serves",
    1: "the app tier is down or refuses, or the new program does not start and the old one goes on",
    2: "the command line is wrong",
  },
  async run(context) {
    const patience = readPatience("upgrade", context.options);
    const keepOld = context.options["keep-old"] === true;
    const { before, after } = await upgradeApp(context.paths, patience, keepOld);
    const rest = keepOld ? `process ${before} is up too: end one of the two with TERM` : `process ${before} has ended`;
    say(context, "app", `upgraded: process ${after} serves; ${rest}`);
    return EXIT.ok;
  },
};
