// Everything that can be known to go wrong before a start: what `seatstack check` reports and `up` refuses.
import { ConfigError, type Fault } from "@seatstack/shared/config/faults";
import { loadSettings, type ConfigSource, type LoadedConfig } from "@seatstack/shared/config/load";
import type { Paths } from "@seatstack/shared/paths";
import { askTiers } from "../tiers.ts";
import { checkFiles } from "./files.ts";
import { checkPorts, type Report } from "./ports.ts";

/**
 * The settings of `source` once their files are found readable and their ports free, or held by the installation in
 * `paths` itself. Throws a ConfigError (exit 2) that lists everything that is wrong.
 */
export async function checkInstallation(source: ConfigSource, paths: Paths): Promise<LoadedConfig> {
  const loaded = loadSettings(source);
  const faults: Fault[] = [];
  const report: Report = (path, message) => faults.push(loaded.fault(path, message));
  await checkFiles(loaded.config, new Date(), report);
  await checkPorts(loaded.config, paths.dir, await askTiers(paths), report);
  if (faults.length > 0) throw new ConfigError(faults);
  return loaded;
}
