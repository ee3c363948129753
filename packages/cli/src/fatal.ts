// How a process ends on an error: an expected one says what and what next, any other shows its stack.
import { writeSync } from "node:fs";
import { EXIT, SeatstackError } from "@seatstack/shared/errors";

/** Writes the error to stderr, synchronously because the process ends here, and exits with the error's code. */
export function endWith(error: unknown): never {
  if (error instanceof SeatstackError) {
    writeSync(2, `seatstack: ${error.message}\n${error.fix === undefined ? "" : `  ${error.fix}\n`}`);
    process.exit(error.exitCode);
  }
  writeSync(2, `seatstack: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(EXIT.failure);
}
