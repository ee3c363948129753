// The texts of --help: the list of commands, and one command with its options and examples.
import type { Command, CommandEntry, OptionSpec } from "./command.ts";

type Options = Readonly<Record<string, OptionSpec>>;

/** `seatstack --help`. */
export function generalHelp(commands: readonly CommandEntry[], globals: Options): string {
  return sections([
    ["", ["seatstack: the web server and the app server of one app, in one program"]],
    ["Usage", ["seatstack COMMAND [OPTIONS]"]],
    ["Commands", columns(commands.map(command => [command.name, command.summary]))],
    ["Options of every command", optionLines(globals)],
    [
      "Examples",
      columns([
        ["seatstack up", "start everything here, with no config at all"],
        ["seatstack check --config seatstack.toml", "find every mistake before a start"],
        ["seatstack status --json", "the same numbers for a script"],
      ]),
    ],
    ["", ["`seatstack COMMAND --help` explains a command."]],
  ]);
}

/** `seatstack COMMAND --help`. */
export function commandHelp(command: Command, globals: Options): string {
  const codes = Object.entries(command.exitCodes ?? {});
  return sections([
    ["", [`seatstack ${command.name}: ${command.summary}`]],
    ["Usage", [`seatstack ${command.usage}`]],
    ["Options", optionLines(command.options)],
    ["Options of every command", optionLines(globals)],
    ["Exit codes", columns(codes)],
    ["Examples", columns(command.examples.map(example => [example.line, example.does]))],
  ]);
}

function sections(parts: readonly (readonly [title: string, lines: readonly string[]])[]): string {
  const texts = parts
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => (title === "" ? lines.join("\n") : [`${title}:`, ...lines.map(indent)].join("\n")));
  return `${texts.join("\n\n")}\n`;
}

function optionLines(options: Options): string[] {
  return columns(
    Object.entries(options).map(([name, spec]) => {
      const short = spec.short === undefined ? "    " : `-${spec.short}, `;
      return [`${short}--${name}${spec.value === undefined ? "" : ` ${spec.value}`}`, spec.help];
    }),
  );
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`);
}

function indent(line: string): string {
  return `  ${line}`;
}
