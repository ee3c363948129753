// What is wrong with the settings: one fault per mistake, all of them in one error.
import { EXIT, SeatstackError } from "../errors.ts";

export interface Fault {
  /** Where it was written: "seatstack.toml:12", "--set edge.https=…", "SEATSTACK_EDGE__HTTPS", or "default". */
  readonly where: string;
  /** The setting, for example "edge.tls.certificates[0].key"; empty when it is about the whole file. */
  readonly setting: string;
  /** What is wrong and what would be right; more lines may follow, such as the caret of a syntax error. */
  readonly message: string;
}

/** The settings cannot be used. Its message lists every fault; exit code 2. */
export class ConfigError extends SeatstackError {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super("BAD_CONFIG", formatFaults(faults), {
      fix: "Correct them and run `seatstack check`; docs/configuration.md explains every setting.",
      exitCode: EXIT.badSetting,
    });
    this.name = "ConfigError";
    this.faults = faults;
  }
}

/** A heading with the number of mistakes, then each on its own line (or lines), in the order given. */
export function formatFaults(faults: readonly Fault[]): string {
  const count = faults.length === 1 ? "1 mistake" : `${faults.length} mistakes`;
  return [`${count} in the settings:`, ...faults.map(fault => `  ${formatFault(fault)}`)].join("\n");
}

/** `where: setting: message`. */
export function formatFault({ where, setting, message }: Fault): string {
  return [where, setting, message].filter(part => part !== "").join(": ");
}

/** A path as operators write it: `edge.tls.certificates[0].key`. */
export function settingName(path: readonly PropertyKey[]): string {
  return path
    .map((segment, position) =>
      typeof segment === "number" ? `[${segment}]` : `${position === 0 ? "" : "."}${String(segment)}`,
    )
    .join("");
}
