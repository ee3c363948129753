// The example apps, and what runs one: the app tier alone, or the whole stack.
import { join } from "node:path";
import { controlRequest } from "@seatstack/shared/control/client";
import type { AppStatus } from "@seatstack/shared/control/protocol";
import { resolvePaths } from "@seatstack/shared/paths";
import { request } from "../helpers/http.ts";
import { root, seatstack, start, temporaryFolder, until, type Started } from "../helpers/processes.ts";
import { startStack } from "../helpers/stack.ts";

/** Modules of the example apps by name. */
export const APPS: Readonly<Record<string, string>> = {
  bare: "bare/app.js",
  express: "express/app.cjs",
  fastify: "fastify/app.js",
  fetch: "fetch/app.ts",
  hono: "hono/app.js",
  listening: "listening/app.js",
};

export interface Running {
  /** `unix:` URL of the front, or https URL of the edge. */
  readonly url: string;
  /** Of `seatstack app` or `seatstack up`. */
  readonly pid: number;
  readonly output: () => string;
  /** Requests in service at workers, as these told last. */
  inFlight(): Promise<number>;
  stop(): Promise<unknown>;
}

export function modulePath(app: string): string {
  return join(root, "test/fixtures/apps", APPS[app] ?? app);
}

/** `seatstack app` with one worker and an example app; answers when it resolves. */
export function startApp(app: string, sets: readonly string[] = [], executable?: string): Promise<Running> {
  return startModule(modulePath(app), { sets, ...(executable === undefined ? {} : { executable }) });
}

export interface ModuleOptions {
  readonly sets?: readonly string[];
  /** Working folder of `seatstack app`. */
  readonly cwd?: string;
  readonly executable?: string;
}

/** Likewise, for any module; it must answer `/` with 200. */
export async function startModule(module: string, options: ModuleOptions = {}): Promise<Running> {
  const folder = await temporaryFolder();
  const dir = join(folder.dir, "s");
  const process = launchModule(module, dir, options);
  const paths = resolvePaths(dir).app;
  const url = `unix:${paths.bind}`;
  const inFlight = async () =>
    ((await controlRequest(paths.control, { op: "status" }, 20_000)).status as AppStatus).inFlight;
  const stop = async (): Promise<unknown> => {
    try {
      return await process.stop();
    } finally {
      await folder.remove();
    }
  };
  try {
    const answered = async (): Promise<boolean> => {
      if (process.child.exitCode !== null) throw new Error(`it ended:\n${process.output()}`);
      return (await request(url, { timeout: 10_000 }).catch(() => undefined))?.status === 200;
    };
    await until(`answer of ${module}`, 60_000, answered, process.output);
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
  return { url, pid: process.pid, output: process.output, inFlight, stop };
}

/** The process alone, with everything under `dir`. */
export function launchModule(module: string, dir: string, options: ModuleOptions = {}): Started {
  const { sets = [], cwd, executable } = options;
  const all = [`app.module=${module}`, "app.workers=1", ...sets].flatMap(set => ["--set", set]);
  const args = ["app", "--dir", dir, ...all];
  const env = { SEATSTACK_APP__ALLOW_ROOT: "true" };
  const how = { env, ...(cwd === undefined ? {} : { cwd }) };
  return executable === undefined ? seatstack(args, how) : start(executable, args, how);
}

/** `seatstack up` with one worker. */
export async function startUp(app: string, sets: readonly string[] = []): Promise<Running> {
  const edge = ["edge.buffers.client_max_body_size=20m", "edge.threads=1"];
  const env = { SEATSTACK_APP__ALLOW_ROOT: "true" };
  const own = [`app.module=${modulePath(app)}`, "app.workers=1"];
  const stack = await startStack({ sets: [...own, ...edge, ...sets], env, deadline: 60_000 });
  const inFlight = async () => (await stack.status()).app.inFlight;
  return { url: stack.url, pid: stack.up.pid, output: stack.up.output, inFlight, stop: () => stack.stop() };
}
