// What the command line hands to a tier's entry point.
import type { ConfigSource } from "./config/load.ts";
import type { Paths } from "./paths.ts";

export interface RunOptions {
  /** Where settings come from; read again on every reload. */
  readonly source: ConfigSource;
  readonly paths: Paths;
}
