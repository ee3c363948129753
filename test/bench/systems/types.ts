// What a measured system is to the benchmark.
import type { Fixtures } from "../fixtures.ts";
import type { SystemId } from "../options.ts";
import type { Processes } from "../processes.ts";

export interface System {
  readonly id: SystemId;
  readonly name: string;
  /** Every setting that could matter, for the output. */
  readonly settings: readonly string[];
  /** Its processes; what they start belongs to it too. */
  readonly pids: readonly number[];
  readonly port: number;
  /** Undefined when there is no certificate. */
  readonly tlsPort: number | undefined;
}

export interface SystemContext {
  readonly fixtures: Fixtures;
  readonly processes: Processes;
  readonly nginxWorkers: string;
  /** Extra `--set` values for `seatstack up`. */
  readonly sets: readonly string[];
  /** Environment for `seatstack up`, for example to profile it. */
  readonly env: NodeJS.ProcessEnv;
}
