// `seatstack check`: finds every mistake before a start or a reload does.
import { ConfigError } from "@seatstack/shared/config/faults";
import { EXIT } from "@seatstack/shared/errors";
import { checkInstallation } from "../check/installation.ts";
import type { Command } from "../command.ts";

export const check: Command = {
  name: "check",
  summary: "find every mistake in the settings, without starting anything",
  usage: "check [--json]",
  examples: [
    { line: "seatstack check --config seatstack.toml", does: "types, names, files, certificates, ports" },
    { line: "seatstack check && seatstack reload", does: "reload only what is right" },
    { line: "seatstack check --set edge.https=0.0.0.0:443", does: "try a setting" },
  ],
  options: {},
  exitCodes: { 0: "all is well", 2: "something is wrong; every mistake was printed" },
  async run({ source, paths, json, terminal }) {
    const faults = await findFaults(() => checkInstallation(source, paths, "ours"));
    if (json) {
      terminal.out(`${JSON.stringify({ ok: faults === undefined, faults: faults?.faults ?? [] })}\n`);
      return faults === undefined ? EXIT.ok : EXIT.badSetting;
    }
    if (faults !== undefined) throw faults;
    terminal.out(`${terminal.paint("green", "ok")}  ${source.file ?? "defaults (no config file)"}\n`);
    return EXIT.ok;
  },
};

async function findFaults(run: () => Promise<unknown>): Promise<ConfigError | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}
