// A tier of one worker class with two units: what serves one request of the class at a time, a worker or a thread.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openGate } from "../helpers/gate.ts";
import { temporaryFolder, until, type Exit } from "../helpers/processes.ts";
import { CLASS_APP } from "./class-app.ts";
import { launchTier, type Tier } from "./tier.ts";

export interface WorkerClass {
  readonly name: "sync" | "async" | "threads";
  /** Two units. */
  readonly sets: readonly string[];
  readonly workers: number;
  /** Requests that all units together serve at a time. */
  readonly capacity: number;
}

export const SYNC: WorkerClass = {
  name: "sync",
  sets: ["app.worker_class=sync", "app.workers=2"],
  workers: 2,
  capacity: 2,
};

export const ASYNC: WorkerClass = {
  name: "async",
  sets: ["app.worker_class=async", "app.workers=2", "app.worker_connections=2"],
  workers: 2,
  capacity: 4,
};

export const THREADS: WorkerClass = {
  name: "threads",
  sets: ["app.worker_class=threads", "app.workers=1", "app.threads=2"],
  workers: 1,
  capacity: 2,
};

export interface ClassTier extends Tier {
  /** Where two requests at once are served: `pid:thread` of both units. */
  units(): Promise<ReadonlySet<string>>;
}

/** Starts it without waiting. */
export async function launchClass(
  { sets }: WorkerClass,
  more: readonly string[] = [],
  app = CLASS_APP,
): Promise<ClassTier> {
  const folder = await temporaryFolder();
  const appFile = join(folder.dir, "app.ts");
  await writeFile(appFile, app);
  const tier = await launchTier("", [...sets, `app.module=${appFile}`, ...more]);
  const stop = async (): Promise<Exit> => {
    try {
      return await tier.stop();
    } finally {
      await folder.remove();
    }
  };
  const units = () =>
    until(
      "two units",
      60_000,
      async () => {
        const answers = await Promise.all([tier.get("/slow?200"), tier.get("/slow?200")]).catch(() => []);
        const seen = new Set(answers.map(answer => answer.text()));
        return seen.size === 2 && answers.every(answer => answer.status === 200) && seen;
      },
      tier.process.output,
    );
  return { ...tier, appFile, open: () => openGate(appFile), stop, units };
}

/** Starts it and waits until it serves. */
export async function startClass(
  workerClass: WorkerClass,
  more: readonly string[] = [],
  app?: string,
): Promise<ClassTier> {
  const tier = await launchClass(workerClass, more, app);
  try {
    await until("ready line", 30_000, () => tier.process.output().includes('"msg":"ready"'), tier.process.output);
    return tier;
  } catch (error) {
    await tier.stop().catch(() => undefined);
    throw error;
  }
}

/** Waits until the tier's output has `text` after `from`. */
export async function said(tier: Tier, text: string | RegExp, from = 0, timeout = 20_000): Promise<string> {
  return until(
    String(text),
    timeout,
    () => {
      const lines = tier.process.output().slice(from).split("\n");
      return lines.find(line => (typeof text === "string" ? line.includes(text) : text.test(line)));
    },
    tier.process.output,
  );
}
