// `seatstack up` as root under systemd: installs what is missing, starts both services, waits for the public port.
import type { ConfigSource } from "@seatstack/shared/config/load";
import type { Config } from "@seatstack/shared/config/schema";
import { SYSTEM_DIR, resolvePaths, type Paths } from "@seatstack/shared/paths";
import { EXIT, SeatstackError, type ExitCode } from "@seatstack/shared/errors";
import { SYSTEM_CONFIG, textOption } from "../args.ts";
import { checkInstallation } from "../check/installation.ts";
import type { CommandContext } from "../command.ts";
import { publicAddress, waitForAnswer, type PublicAddress } from "../up/public-port.ts";
import {
  INSTALLED,
  installConfig,
  installExecutable,
  installUnits,
  installUsers,
  unitTemplate,
  type InstalledConfig,
} from "./install.ts";
import { machineNames } from "./system-config.ts";
import { isActive, runOrFail, runProgram } from "./systemctl.ts";
import { renderUnits, SERVICES, SOCKETS } from "./units.ts";

/** From the services' READY to the first answer; the app's own boot is over by then. */
const ANSWER_DEADLINE = 60_000;
const JOURNAL_LINES = 20;

export async function upAsService(context: CommandContext): Promise<ExitCode> {
  const say = (text: string): void => context.terminal.out(`${text}\n`);
  const paths = resolvePaths(SYSTEM_DIR);
  await installUsers();
  const settings = await installConfig(textOption(context.options, "config"));
  const source = { ...context.source, file: SYSTEM_CONFIG };
  const config = await checkedConfig(source, paths, settings);
  const replaced = installExecutable();
  const args = ["--dir", SYSTEM_DIR, "--config", SYSTEM_CONFIG, ...source.sets.flatMap(set => ["--set", set])];
  const units = renderUnits({ config, paths, executable: INSTALLED, args, template: unitTemplate });
  const changed = await installUnits(units);
  const fresh = replaced || settings.changed || changed.length > 0;
  say(fresh ? "installed; starting …" : "already installed; starting …");
  await startUnits([...units.keys()], changed, fresh);
  const address = publicAddress(config);
  if (address !== undefined) await waitOrFail(address);
  say(
    `Seatstack is up: ${context.terminal.paint("bold", address === undefined ? "no public listener" : reachable(address))}`,
  );
  say("Settings: /etc/seatstack/seatstack.toml · Log: seatstack logs -f · Stop: seatstack down");
  return EXIT.ok;
}

/** Rejects with what is wrong; then the settings are those of before, which the services would start with again. */
async function checkedConfig(source: ConfigSource, paths: Paths, settings: InstalledConfig): Promise<Config> {
  try {
    return (await checkInstallation(source, paths, "ours")).config;
  } catch (error) {
    settings.undo();
    throw error;
  }
}

/** Stops the services and their sockets; they start again with the machine, or with `up`. */
export async function downAsService({ terminal }: CommandContext): Promise<ExitCode> {
  const active = await Promise.all([...SERVICES, ...SOCKETS].map(isActive));
  if (!active.includes(true)) {
    terminal.out("Nothing is up on this machine.\n");
    return EXIT.ok;
  }
  // The edge first, so that no client is accepted whom the app would no longer serve.
  const edge = SOCKETS.filter(name => name.includes("edge"));
  await runOrFail("systemctl", ["stop", ...edge, "seatstack-edge.service"]);
  await runOrFail("systemctl", ["stop", "seatstack-app.socket", "seatstack-app.service"]);
  terminal.out(
    "Stopped. It starts again with the machine; `systemctl disable seatstack-edge seatstack-app` prevents it.\n",
  );
  return EXIT.ok;
}

/** `localhost` is no help to who installs over ssh: the machine's own address, where the listener has all of them. */
function reachable(address: PublicAddress): string {
  const [, machine] = machineNames();
  if (!address.url.includes("//localhost") || machine === undefined) return address.url;
  return address.url.replace("localhost", machine.includes(":") ? `[${machine}]` : machine);
}

/**
 * A new program, unit or file of settings means new processes; the sockets stay open meanwhile, so that nobody is refused, unless they
 * changed themselves: then they can only be opened again while their service is down.
 */
async function startUnits(units: readonly string[], changed: readonly string[], fresh: boolean): Promise<void> {
  const sockets = units.filter(name => name.endsWith(".socket"));
  await runOrFail("systemctl", ["enable", "--quiet", ...units]);
  const reopened = sockets.filter(name => changed.includes(name));
  if (reopened.length > 0) await runOrFail("systemctl", ["stop", ...SERVICES, ...reopened]);
  // A start limit that an earlier, broken installation ran into must not refuse this one.
  await runProgram("systemctl", ["reset-failed", ...units]);
  await runOrFail("systemctl", ["start", ...sockets]);
  const { code, output } = await runProgram("systemctl", [fresh ? "restart" : "start", ...SERVICES]);
  if (code !== 0) throw await serviceFailed(output.trim());
}

async function serviceFailed(what: string): Promise<SeatstackError> {
  const units = SERVICES.flatMap(name => ["--unit", name]);
  const journal = await runProgram("journalctl", [...units, "--no-pager", "-o", "cat", "-n", String(JOURNAL_LINES)]);
  return new SeatstackError("SERVICE_FAILED", `the services did not start: ${what}\n${journal.output.trim()}`, {
    fix: "The lines above are the end of `seatstack logs`; correct the cause and run `seatstack up` again.",
  });
}

async function waitOrFail(address: PublicAddress): Promise<void> {
  const answered = await waitForAnswer(address, AbortSignal.timeout(ANSWER_DEADLINE));
  if (!answered) throw await serviceFailed(`${address.url} did not answer within ${ANSWER_DEADLINE / 1000} s`);
}
