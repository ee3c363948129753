// A whole running stack for a test: `seatstack up` from source in its own folder on free ports.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { controlRequest } from "@seatstack/shared/control/client";
import type { AppStatus, EdgeStatus } from "@seatstack/shared/control/protocol";
import { resolvePaths, type Paths } from "@seatstack/shared/paths";
import { request } from "./http.ts";
import { freePorts } from "./ports.ts";
import { seatstack, start, temporaryFolder, until, type Exit, type Started } from "./processes.ts";

export interface StackOptions {
  /** `key=value` settings on top of the test's own (addresses, no rate limit). */
  readonly sets?: readonly string[];
  /** Contents of seatstack.toml. */
  readonly config?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** An executable to run instead of the source. */
  readonly executable?: string;
  /** Milliseconds to the first answer. Default 60,000. */
  readonly deadline?: number;
}

export interface Stack {
  /** https://127.0.0.1:PORT */
  readonly url: string;
  readonly httpsPort: number;
  readonly httpPort: number;
  readonly adminPort: number;
  readonly dir: string;
  readonly paths: Paths;
  readonly up: Started;
  status(): Promise<{ readonly app: AppStatus; readonly edge: EdgeStatus }>;
  /** Live pids of `up` and everything under it. */
  pids(): Promise<number[]>;
  /** Stops gracefully, checks that nothing is left, removes the folder. */
  stop(): Promise<Exit>;
}

/** Starts a stack and waits until its public port and both control sockets answer. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const folder = await temporaryFolder();
  const [httpPort = 0, httpsPort = 0, adminPort = 0] = await freePorts(3);
  const args = await commandLine(options, folder.dir, { httpPort, httpsPort, adminPort });
  const env = { ...options.env };
  const up = options.executable === undefined ? seatstack(args, { env }) : start(options.executable, args, { env });
  const url = `https://127.0.0.1:${httpsPort}`;
  const paths = resolvePaths(join(folder.dir, "s"));
  const stop = async (): Promise<Exit> => {
    try {
      return await up.stop();
    } finally {
      await folder.remove();
    }
  };
  try {
    await ready(up, url, paths, options.deadline ?? 60_000);
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
  return {
    url,
    httpsPort,
    httpPort,
    adminPort,
    dir: paths.dir,
    paths,
    up,
    status: () => statusOf(paths),
    pids: up.family,
    stop,
  };
}

async function commandLine(
  options: StackOptions,
  dir: string,
  ports: { readonly httpPort: number; readonly httpsPort: number; readonly adminPort: number },
): Promise<string[]> {
  const sets = [
    `edge.http=127.0.0.1:${ports.httpPort}`,
    `edge.https=127.0.0.1:${ports.httpsPort}`,
    `edge.admin=127.0.0.1:${ports.adminPort}`,
    "edge.limits.enabled=false",
    "edge.limits.connections=10000",
    ...(options.sets ?? []),
  ];
  const args = ["up", "--foreground", "--dir", join(dir, "s"), ...sets.flatMap(set => ["--set", set])];
  if (options.config === undefined) return args;
  const file = join(dir, "seatstack.toml");
  await writeFile(file, options.config);
  return [...args, "--config", file];
}

/** Ready is what `up` says when the public port answers; an early exit fails at once. */
async function ready(up: Started, url: string, paths: Paths, deadline: number): Promise<void> {
  await until(
    `answer from ${url}`,
    deadline,
    async () => {
      if (up.child.exitCode !== null || up.child.signalCode !== null) throw new Error(`up ended:\n${up.output()}`);
      const answer = await request(`${url}/`, { timeout: 10_000 }).catch(() => undefined);
      // The port is open a moment before the control socket.
      return answer && statusOf(paths).catch(() => undefined);
    },
    up.output,
  );
}

async function statusOf(paths: Paths): Promise<{ app: AppStatus; edge: EdgeStatus }> {
  const [app, edge] = await Promise.all([one(paths.app.control), one(paths.edge.control)]);
  return { app: app as AppStatus, edge: edge as EdgeStatus };
}

async function one(socket: string): Promise<AppStatus | EdgeStatus> {
  return (await controlRequest(socket, { op: "status" }, 20_000)).status;
}
