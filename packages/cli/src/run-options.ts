// The options that every command about an installation takes: --dir, --config, --set.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { EXIT, SeatstackError } from "@seatstack/shared/errors";
import { resolvePaths } from "@seatstack/shared/paths";
import type { RunOptions } from "@seatstack/shared/run-options";

export const DEFAULT_DIR = ".seatstack";

export function parseRunOptions(args: readonly string[]): RunOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { dir: { type: "string" }, config: { type: "string" }, set: { type: "string", multiple: true } },
    });
    return {
      source: { file: values.config, sets: values.set ?? [], env: process.env },
      paths: resolvePaths(resolve(values.dir ?? DEFAULT_DIR)),
    };
  } catch (error) {
    if (error instanceof SeatstackError) throw error;
    throw new SeatstackError("BAD_OPTION", (error as Error).message, { exitCode: EXIT.badSetting });
  }
}
