// `seatstack scale N`: asks the arbiter for another number of workers.
import { controlRequest } from "@seatstack/shared/control/client";
import { MAX_WORKERS } from "@seatstack/shared/control/request";
import { EXIT } from "@seatstack/shared/errors";
import { usage } from "../args.ts";
import type { Command } from "../command.ts";

const TIMEOUT = 10_000;

export const scale: Command = {
  name: "scale",
  summary: "change the number of workers until the next restart",
  usage: "scale N",
  examples: [
    { line: "seatstack scale 4", does: "four web workers; new ones start, spare ones finish what they have" },
    { line: "kill -TTIN $ARBITER_PID", does: "one more, by signal" },
  ],
  options: {},
  positionals: [1, 1],
  exitCodes: { 0: "accepted", 1: "the app tier is down or refused", 2: "N is no number of workers" },
  async run({ paths, positionals, json, terminal }) {
    const [text = ""] = positionals;
    const workers = /^\d{1,6}$/.test(text) ? Number(text) : 0;
    if (workers < 1 || workers > MAX_WORKERS) {
      throw usage(`scale: "${text}" is no number of workers`, `It goes from 1 to ${MAX_WORKERS}.`);
    }
    const { message } = await controlRequest(paths.app.control, { op: "scale", workers }, TIMEOUT);
    terminal.out(json ? `${JSON.stringify({ ok: true, message })}\n` : `${message}\n`);
    return EXIT.ok;
  },
};
