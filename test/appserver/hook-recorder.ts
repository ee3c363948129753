// A hooks module that writes down every call, and reads it back for a test.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HOOK_NAMES } from "@seatstack/appserver/hooks/names";
import { temporaryFolder, until } from "../helpers/processes.ts";
import { launchTier, PID_APP, type Tier } from "./tier.ts";

export interface RecordedCall {
  readonly hook: string;
  /** Process in which it ran. */
  readonly pid: number;
  /** Worker thread in which it ran; 0 is the process itself. */
  readonly tid: number;
  /** Without functions and loggers. */
  readonly args: readonly unknown[];
}

/** Source of a module that records each call into `file` and then does `after` (JavaScript; `name` is the hook's). */
export function recorder(file: string, after = ""): string {
  return `
import { appendFileSync } from "node:fs";
import { threadId } from "node:worker_threads";
const plain = value => (typeof value === "object" && value !== null
  ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== "log")) : value);
function record(name, args) {
  const call = { hook: name, pid: process.pid, tid: threadId, args: args.map(plain) };
  appendFileSync(${JSON.stringify(file)}, JSON.stringify(call) + "\\n");
  ${after}
}
${HOOK_NAMES.map(name => `export const ${name} = (...args) => record("${name}", args);`).join("\n")}
`;
}

export interface HookedTier extends Tier {
  /** The hooks module; write it anew before a reload. */
  readonly hooksFile: string;
  /** Where `recorder` writes. */
  readonly callsFile: string;
  /** So far, in order; after the stop all there were. */
  calls(): Promise<RecordedCall[]>;
  /** Waits for so many calls of a hook. */
  called(hook: string, times?: number): Promise<RecordedCall[]>;
}

/** Starts the tier with a hooks module; `source` and `app` are given the path of the file to record into. */
export async function launchWithHooks(
  source: (callsFile: string) => string,
  sets: readonly string[] = [],
  app: (callsFile: string) => string = () => PID_APP,
): Promise<HookedTier> {
  const folder = await temporaryFolder();
  const hooksFile = join(folder.dir, "hooks.mjs");
  const callsFile = join(folder.dir, "calls");
  await writeFile(callsFile, "");
  await writeFile(hooksFile, source(callsFile));
  const tier = await launchTier(app(callsFile), [`app.hooks=${hooksFile}`, ...sets]);
  const calls = async (): Promise<RecordedCall[]> => {
    const lines = (await readFile(callsFile, "utf8")).split("\n").slice(0, -1);
    return lines.map(line => JSON.parse(line) as RecordedCall);
  };
  const called = (hook: string, times = 1): Promise<RecordedCall[]> =>
    until(
      `${times} calls of ${hook}`,
      20_000,
      async () => {
        const found = (await calls()).filter(call => call.hook === hook);
        return found.length >= times && found;
      },
      tier.process.output,
    );
  let last: RecordedCall[] | undefined;
  const stop: Tier["stop"] = async () => {
    try {
      return await tier.stop();
    } finally {
      last ??= await calls();
      await folder.remove();
    }
  };
  return { ...tier, hooksFile, callsFile, calls: async () => last ?? calls(), called, stop };
}
