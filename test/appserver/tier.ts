// The app tier alone, for tests: `seatstack app` with an app of the test's own, in a temporary folder.
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { controlRequest } from "@seatstack/shared/control/client";
import type { AppStatus, WorkerStatus } from "@seatstack/shared/control/protocol";
import { resolvePaths, type Paths } from "@seatstack/shared/paths";
import { GATE, openGate } from "../helpers/gate.ts";
import { connect, type RawResponse, type RequestOptions } from "../helpers/http.ts";
import { seatstack, temporaryFolder, until, type Exit, type Started, type StartOptions } from "../helpers/processes.ts";

export interface Tier {
  readonly paths: Paths;
  readonly process: Started;
  /** `unix:` URL of the front. */
  readonly url: string;
  /** The operator's module; write it anew before a reload. */
  readonly appFile: string;
  status(): Promise<AppStatus>;
  /** Web workers that are ready. */
  ready(): Promise<readonly WorkerStatus[]>;
  /** Waits until so many workers are ready and none is starting or draining. */
  settled(count: number): Promise<readonly WorkerStatus[]>;
  get(target: string, options?: RequestOptions): Promise<RawResponse>;
  /** Lets requests of `/gated` be answered. */
  open(): Promise<void>;
  /** Stops gracefully, checks that nothing is left, removes the folder. */
  stop(): Promise<Exit>;
}

/** Answers with its pid; `/block` hangs the event loop, `/slow` takes a second, `/gated` until `open`, `/exit` ends the worker. */
export const PID_APP = `
export function createApplication(context) {
  return {
    async handle(request) {
      if (request.target === "/block") for (;;) blockTheLoop();
      if (request.target === "/slow") await new Promise(resolve => setTimeout(resolve, 1000));
      if (request.target === "/gated") await opened();
      if (request.target === "/never") await new Promise(resolve => request.signal.addEventListener("abort", resolve));
      if (request.target === "/exit") process.exit(7);
      const length = (await request.body()).length;
      return { status: 200, headers: ["content-type", "text/plain"], body: process.pid + " " + length };
    },
  };
}
function blockTheLoop() {
  if (!globalThis.said) console.log("blocking now");
  globalThis.said = true;
  const end = Date.now() + 100;
  while (Date.now() < end);
}
${GATE}`;

export interface TierOptions extends StartOptions {
  /** Of the temporary folder; 0700 is a wall to any other user. */
  readonly folderMode?: number;
  /** File that the tier's log lines go to (app.errorlog); default standard output. */
  readonly log?: string;
}

/** Starts the process only; for tests of what happens before anything is ready. */
export async function launchTier(app: string, sets: readonly string[] = [], options: TierOptions = {}): Promise<Tier> {
  const folder = await temporaryFolder();
  if (options.folderMode !== undefined) await chmod(folder.dir, options.folderMode);
  const appFile = join(folder.dir, "app.mjs");
  await writeFile(appFile, app);
  const dir = join(folder.dir, "s");
  const all = [`app.module=${appFile}`, "app.workers=2", ...sets];
  const process = seatstack(["app", "--dir", dir, ...all.flatMap(set => ["--set", set])], options);
  const paths = resolvePaths(dir);
  const url = `unix:${paths.app.bind}`;
  const status = async () => (await controlRequest(paths.app.control, { op: "status" }, 20_000)).status as AppStatus;
  const web = async () => (await status()).workers.filter(worker => worker.kind === "web");
  const ready = async () => (await web()).filter(worker => worker.state === "ready");
  const settled = (count: number) =>
    until(
      `${count} ready workers`,
      60_000,
      async () => {
        const workers = await web().catch(() => []);
        return workers.length === count && workers.every(worker => worker.state === "ready") && workers;
      },
      process.output,
    );
  const get = async (target: string, options?: RequestOptions) => {
    const connection = await connect(url);
    try {
      return await connection.request(target, options);
    } finally {
      connection.close();
    }
  };
  const open = () => openGate(appFile);
  const stop = async () => {
    try {
      return await process.stop();
    } finally {
      await folder.remove();
    }
  };
  return { paths, process, url, appFile, status, ready, settled, get, open, stop };
}

/** Starts it and waits until two workers and the front are ready. */
export async function startTier(
  app: string = PID_APP,
  sets: readonly string[] = [],
  options: TierOptions = {},
): Promise<Tier> {
  const tier = await launchTier(app, sets, options);
  const { log } = options;
  const lines = () => (log === undefined ? tier.process.output() : readFile(log, "utf8").catch(() => ""));
  try {
    await until("ready line", 60_000, async () => (await lines()).includes('"msg":"ready"'), tier.process.output);
    return tier;
  } catch (error) {
    await tier.stop().catch(() => undefined);
    throw error;
  }
}
