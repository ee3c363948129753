// `seatstack config`: every setting with the value that holds, and where it comes from.
import { effectiveSettings, type EffectiveSetting } from "@seatstack/shared/config/effective";
import { loadSettings } from "@seatstack/shared/config/load";
import { nodeAt } from "@seatstack/shared/config/settings";
import { tomlKey, tomlSetting } from "@seatstack/shared/config/toml-write";
import { EXIT } from "@seatstack/shared/errors";
import type { Command } from "../command.ts";
import type { Terminal } from "../terminal.ts";

export const config: Command = {
  name: "config",
  summary: "show every setting, its value, and where it comes from",
  usage: "config [--json]",
  examples: [
    { line: "seatstack config", does: "as TOML; secrets are masked" },
    { line: "SEATSTACK_LOG__LEVEL=debug seatstack config | grep level", does: "what a variable would do" },
    { line: "seatstack config --json", does: "for a script" },
  ],
  options: {},
  exitCodes: { 0: "shown", 2: "a setting is wrong" },
  async run({ source, json, terminal }) {
    const settings = effectiveSettings(loadSettings(source));
    terminal.out(json ? asJson(settings) : asToml(settings, terminal));
    return EXIT.ok;
  },
};

function asJson(settings: readonly EffectiveSetting[]): string {
  const entries = settings.map(({ setting, value, origin }) => [setting, { value, from: origin.where }]);
  return `${JSON.stringify(Object.fromEntries(entries))}\n`;
}

function asToml(settings: readonly EffectiveSetting[], terminal: Terminal): string {
  const lines: string[] = [];
  let open = "";
  for (const { setting, value, origin } of settings) {
    const dot = setting.lastIndexOf(".");
    const section = setting.slice(0, dot);
    if (section !== open) lines.push(...(open === "" ? [] : [""]), terminal.paint("bold", `[${section}]`));
    open = section;
    const line = `${tomlKey(setting.slice(dot + 1))} = ${tomlSetting(nodeAt(setting.split(".")), value)}`;
    const from = origin.kind === "default" ? "" : `  # ${origin.where}`;
    lines.push(origin.kind === "default" ? terminal.paint("gray", line) : `${line}${terminal.paint("cyan", from)}`);
  }
  return `${lines.join("\n")}\n`;
}
