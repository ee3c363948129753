// Everything that can be known to go wrong before a start: what `seatstack check` reports and `up` refuses.
import { ConfigError, type Fault } from "@seatstack/shared/config/faults";
import { loadSettings, type ConfigSource, type LoadedConfig } from "@seatstack/shared/config/load";
import type { Config } from "@seatstack/shared/config/schema";
import { SYSTEM_DIR, type Paths } from "@seatstack/shared/paths";
import { APP_USER } from "../systemd/units.ts";
import { askTiers, type Tiers } from "../tiers.ts";
import { checkFiles } from "./files.ts";
import { checkPorts, SYSTEMD_PID, type Report } from "./ports.ts";

/** Whether the ports must be free ("free", before a start), or may be held by the installation itself ("ours"). */
export type PortRule = "free" | "ours";

/**
 * The settings of `source` once their files are found usable and their ports as `ports` wants them. Throws a
 * ConfigError (exit 2) that lists everything that is wrong.
 */
export async function checkInstallation(source: ConfigSource, paths: Paths, ports: PortRule): Promise<LoadedConfig> {
  const loaded = loadSettings(source);
  const faults: Fault[] = [];
  const report: Report = (path, message) => faults.push(loaded.fault(path, message));
  await checkFiles(loaded.config, new Date(), report);
  if (paths.dir === SYSTEM_DIR) checkUser(loaded.config, report);
  const own = ports === "ours" ? ownPids(await askTiers(paths), paths.dir) : new Set<number>();
  await checkPorts(loaded.config, own, report);
  if (faults.length > 0) throw new ConfigError(faults);
  return loaded;
}

/** The arbiter is not root under systemd, so it cannot start workers as anybody else. */
function checkUser({ app }: Config, report: Report): void {
  for (const name of ["user", "group"] as const) {
    if (app[name] === "" || app[name] === APP_USER) continue;
    report(["app", name], `under systemd the app runs as ${APP_USER}, not as ${app[name]}; remove app.${name}`);
  }
}

/** Processes that may hold our ports. Under systemd its sockets do, whether the tiers run or not. */
function ownPids({ edge, app }: Tiers, dir: string): ReadonlySet<number> {
  const pids = "status" in app ? [app.status.pid, ...app.status.workers.map(({ pid }) => pid)] : [];
  if ("status" in edge) pids.push(edge.status.pid);
  return new Set(dir === SYSTEM_DIR ? [...pids, SYSTEMD_PID] : pids);
}
