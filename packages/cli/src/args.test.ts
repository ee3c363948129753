// The command line: which command, which folder and file, and what is told about a wrong one.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EXIT, SeatstackError } from "@seatstack/shared/errors";
import { parseCommandLine, type Surroundings } from "./args.ts";
import type { Command, CommandContext } from "./command.ts";
import { commands } from "./commands/index.ts";

const demo: Command = {
  name: "demo",
  summary: "show how it is done",
  usage: "demo [FILE] [-f] [-n N]",
  examples: [{ line: "seatstack demo -n 3", does: "three times" }],
  options: {
    follow: { type: "boolean", short: "f", help: "Go on" },
    lines: { type: "string", short: "n", value: "N", help: "How many" },
  },
  positionals: [0, 1],
  exitCodes: { 0: "done" },
  run: () => Promise.resolve(EXIT.ok),
};
const table = [{ name: "demo", summary: demo.summary, load: () => Promise.resolve(demo) }];

function surroundings(...files: string[]): Surroundings {
  const terminal = { out: () => undefined, err: () => undefined, isTerminal: false, columns: 80, paint: String };
  return { env: {}, cwd: "/home/ops", terminal, exists: path => files.includes(path) };
}

async function contextOf(line: string, ...files: string[]): Promise<CommandContext> {
  const parsed = await parseCommandLine(line.split(" "), table, surroundings(...files));
  assert.equal(parsed.kind, "run");
  return parsed.kind === "run" ? parsed.context : assert.fail();
}

async function refusal(line: string): Promise<string> {
  try {
    await parseCommandLine(line.split(" "), table, surroundings());
  } catch (error) {
    assert.ok(error instanceof SeatstackError);
    assert.equal(error.code, "USAGE");
    assert.equal(error.exitCode, 2);
    return `${error.message} | ${error.fix}`;
  }
  return "";
}

describe("options", () => {
  it("come before or after the command, and --set many times", async () => {
    const context = await contextOf("--dir d --set a.b=1 demo -fn 3 file --set=c.d=2 --json");
    assert.equal(context.dir, "/home/ops/d");
    assert.equal(context.dirGiven, true);
    assert.deepEqual(context.source.sets, ["a.b=1", "c.d=2"]);
    assert.equal(context.json, true);
    assert.equal(context.options["follow"], true);
    assert.equal(context.options["lines"], "3");
    assert.deepEqual(context.positionals, ["file"]);
  });

  it("end at --", async () => {
    assert.deepEqual((await contextOf("demo -- --json")).positionals, ["--json"]);
  });

  for (const [line, told] of [
    ["dmeo", 'unknown command "dmeo" | Did you mean "demo"? Run `seatstack --help` for all commands.'],
    ["banana", 'unknown command "banana" | Run `seatstack --help` for all commands.'],
    ["demo --folow", 'unknown option --folow | Did you mean "--follow"? Run `seatstack demo --help`.'],
    ["demo -x", "unknown option -x | Run `seatstack demo --help`."],
    ["demo --constructor", "unknown option --constructor | Run `seatstack demo --help`."],
    ["demo --follow=1", "--follow takes no value | Run `seatstack demo --help`."],
    ["demo -n", "-n needs a value: -n N | Run `seatstack demo --help`."],
    ["demo --lines --json", "--lines needs a value: --lines=N | Run `seatstack demo --help`."],
    ["demo a b", 'demo: unexpected "b" | Run `seatstack demo --help`.'],
    ["--json", "no command given | Run `seatstack --help`."],
  ] as const) {
    it(`refuse "${line}"`, async () => assert.equal(await refusal(line), told));
  }
});

describe("the state folder", () => {
  it("is ./.seatstack, or the installed one where there is only that", async () => {
    assert.equal((await contextOf("demo")).dir, "/home/ops/.seatstack");
    assert.equal((await contextOf("demo", "/var/lib/seatstack")).dir, "/var/lib/seatstack");
    assert.equal((await contextOf("demo", "/var/lib/seatstack", "/home/ops/.seatstack")).dir, "/home/ops/.seatstack");
    assert.equal((await contextOf("demo")).dirGiven, false);
  });

  it("may not be too deep for its sockets", async () => {
    await assert.rejects(contextOf(`demo --dir /${"x".repeat(90)}`), { code: "PATH_TOO_LONG", exitCode: 2 });
  });
});

describe("the config file", () => {
  it("is what --config names, whether it exists or not", async () => {
    assert.equal(
      (await contextOf("demo --config my.toml", "/home/ops/seatstack.toml")).source.file,
      "/home/ops/my.toml",
    );
  });

  it("is found in the working folder, then in the state folder, else there is none", async () => {
    const here = "/home/ops/seatstack.toml";
    const state = "/home/ops/.seatstack/seatstack.toml";
    assert.equal((await contextOf("demo", here, state)).source.file, here);
    assert.equal((await contextOf("demo", state)).source.file, state);
    assert.equal((await contextOf("demo")).source.file, undefined);
  });

  it("of an installation is /etc's, never one that happens to lie in the working folder", async () => {
    const context = await contextOf(
      "demo",
      "/var/lib/seatstack",
      "/home/ops/seatstack.toml",
      "/etc/seatstack/seatstack.toml",
    );
    assert.equal(context.source.file, "/etc/seatstack/seatstack.toml");
  });
});

async function helpOf(line: string): Promise<string> {
  const parsed = await parseCommandLine(line.split(" ").filter(Boolean), table, surroundings());
  return parsed.kind === "help" ? parsed.text : assert.fail("no help");
}

describe("--help", () => {
  it("lists the commands without loading them", async () => {
    for (const line of ["", "--help", "-h", "help"])
      assert.match(await helpOf(line), /Commands:\n {2}demo {2}show how/);
  });

  it("explains a command with its options, exit codes and examples", async () => {
    const text = await helpOf("demo --help");
    assert.equal(await helpOf("help demo"), text);
    assert.match(text, /^seatstack demo: show how it is done\n/);
    assert.match(text, /Usage:\n {2}seatstack demo \[FILE\]/);
    assert.match(text, / {2}-n, --lines N {2}How many\n/);
    assert.match(text, /--set KEY=VALUE/);
    assert.match(text, /Exit codes:\n {2}0 {2}done\n/);
    assert.match(text, /Examples:\n {2}seatstack demo -n 3 {2}three times\n/);
  });
});

describe("every command", () => {
  for (const entry of commands) {
    it(`${entry.name} agrees with its line in the table and has help and examples`, async () => {
      const command = await entry.load();
      assert.equal(command.name, entry.name);
      assert.equal(command.summary, entry.summary);
      assert.ok(command.usage.startsWith(command.name));
      assert.ok(command.examples.length > 0);
    });
  }
});
