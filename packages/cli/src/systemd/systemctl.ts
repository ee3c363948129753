// Runs systemd's own programs, and turns a failure of one into an error that says what next.
import { spawn } from "node:child_process";
import { SeatstackError } from "@seatstack/shared/errors";

export interface Ran {
  readonly code: number | null;
  /** Standard output and error. */
  readonly output: string;
}

/** Runs a program to its end. Code is null where it cannot be started or died by a signal. */
export function runProgram(command: string, args: readonly string[]): Promise<Ran> {
  return new Promise(resolve => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, LC_ALL: "C" } });
    let output = "";
    const collect = (chunk: Buffer): void => void (output += chunk.toString("utf8"));
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", error => resolve({ code: null, output: error.message }));
    child.once("close", code => resolve({ code, output }));
  });
}

/** Rejects with a SeatstackError PROGRAM_FAILED that carries what the program said. */
export async function runOrFail(command: string, args: readonly string[]): Promise<string> {
  const { code, output } = await runProgram(command, args);
  if (code === 0) return output;
  throw new SeatstackError("PROGRAM_FAILED", `${command} ${args.join(" ")} failed: ${output.trim() || `code ${code}`}`);
}

export async function isActive(unit: string): Promise<boolean> {
  return (await runProgram("systemctl", ["is-active", "--quiet", unit])).code === 0;
}
