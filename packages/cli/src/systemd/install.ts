// Puts an installation's files where systemd wants them. Doing it again changes only what differs.
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { embeddedFiles } from "@seatstack/shared/embedded";
import { SYSTEM_CONFIG } from "../args.ts";
import { firstConfig, machineNames } from "./system-config.ts";
import { runOrFail } from "./systemctl.ts";
import { SOCKETS } from "./units.ts";

export const INSTALLED = "/usr/local/bin/seatstack";
const UNIT_FOLDER = "/etc/systemd/system";
const SYSUSERS = "/etc/sysusers.d/seatstack.conf";
/** Groups of the app's user: the edge is in it, too, and both tiers read the settings. */
const CONFIG_GROUP = "seatstack-app";

export function unitTemplate(name: string): string {
  return embeddedFiles("deploy/systemd").read(name).toString("utf8");
}

/** The users of both tiers. */
export async function installUsers(): Promise<void> {
  writeIfDifferent(SYSUSERS, unitTemplate("seatstack.sysusers"), 0o644);
  await runOrFail("systemd-sysusers", [SYSUSERS]);
}

export interface InstalledConfig {
  readonly changed: boolean;
  /** Puts back what was there. */
  undo(): void;
}

/**
 * Makes sure that there are settings: `given` takes the place of those that are there (kept as .old), else a machine
 * without any gets its first. They may hold a mail server's password: root writes, both tiers read, nobody else.
 */
export async function installConfig(given: string | undefined): Promise<InstalledConfig> {
  const line = await runOrFail("getent", ["group", CONFIG_GROUP]);
  const gid = Number(line.split(":")[2]);
  const before = existsSync(SYSTEM_CONFIG) ? readFileSync(SYSTEM_CONFIG, "utf8") : undefined;
  const wanted = given === undefined ? before : readFileSync(given, "utf8");
  const changed = writeConfig(wanted ?? firstConfig(machineNames()), gid);
  if (changed && before !== undefined) writeIfDifferent(`${SYSTEM_CONFIG}.old`, before, 0o640);
  const undo = (): void => {
    if (before === undefined) rmSync(SYSTEM_CONFIG, { force: true });
    else writeConfig(before, gid);
  };
  return { changed, undo };
}

function writeConfig(text: string, gid: number): boolean {
  const changed = writeIfDifferent(SYSTEM_CONFIG, text, 0o640);
  chownSync(SYSTEM_CONFIG, 0, gid);
  chmodSync(SYSTEM_CONFIG, 0o640);
  return changed;
}

/** Copies this program to where the units expect it. Renamed into place: the old one may be running. */
export function installExecutable(): boolean {
  if (process.execPath === INSTALLED) return false;
  const own = readFileSync(process.execPath);
  if (existsSync(INSTALLED) && readFileSync(INSTALLED).equals(own)) return false;
  const temporary = `${INSTALLED}.new`;
  writeFileSync(temporary, own, { mode: 0o755 });
  chmodSync(temporary, 0o755);
  renameSync(temporary, INSTALLED);
  return true;
}

/** Writes the units and removes those of listeners that are off now. Returns the names of those that changed. */
export async function installUnits(units: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const written = [...units].filter(([name, text]) => writeIfDifferent(join(UNIT_FOLDER, name), text, 0o644));
  const gone = SOCKETS.filter(name => !units.has(name) && existsSync(join(UNIT_FOLDER, name)));
  if (gone.length > 0) {
    await runOrFail("systemctl", ["disable", "--now", ...gone]);
    for (const name of gone) rmSync(join(UNIT_FOLDER, name), { force: true });
  }
  const changed = [...written.map(([name]) => name), ...gone];
  if (changed.length > 0) await runOrFail("systemctl", ["daemon-reload"]);
  return changed;
}

function writeIfDifferent(path: string, text: string, mode: number): boolean {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return false;
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const temporary = `${path}.new`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, path);
  return true;
}
