// The one helper that owns real processes: a folder per test, captured output, escalating kill, nothing left running.
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf } from "@seatstack/shared/errors";

export const root = join(import.meta.dirname, "../..");

/** Marks every process that a test started, however it was re-parented since. */
const TAG = "SEATSTACK_TEST_TAG";
const KILL_AFTER = 60_000;
/** Least limit of a wait: it ends a test that hangs, and measures nothing. A laden machine stops for seconds. Milliseconds. */
const PATIENCE = 60_000;

export interface Started {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Everything written to stdout and stderr so far, in order of arrival. */
  readonly output: () => string;
  readonly stdout: () => string;
  /** Once the process itself has ended, and what it wrote is in `output`; its children may live on. */
  readonly exited: Promise<Exit>;
  /** TERM, then KILL after a minute; then ends whatever it left running and throws, because that is a fault. */
  readonly stop: () => Promise<Exit>;
  /** Live processes that this one started, directly or not, and itself. */
  readonly family: () => Promise<number[]>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Of `seatstack`: another name of its main file. */
  readonly main?: string;
  /** Descriptors to inherit, from 3. */
  readonly fds?: readonly number[];
}

/** A new empty folder, with a path short enough for Unix sockets; removed by `remove`. */
export async function temporaryFolder(): Promise<{ readonly dir: string; readonly remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "st-"));
  return { dir, remove: () => rm(dir, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Starts `command` and keeps what it prints. */
export function start(command: string, args: readonly string[], options: StartOptions = {}): Started {
  const tag = randomUUID();
  const env: NodeJS.ProcessEnv = { ...process.env, ...options.env, [TAG]: tag };
  delete env["NODE_TEST_CONTEXT"];
  const child = spawn(command, args, {
    env,
    stdio: ["ignore", "pipe", "pipe", ...(options.fds ?? [])],
    ...cwdOf(options),
  });
  const chunks: Buffer[] = [];
  const out: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => (chunks.push(chunk), out.push(chunk)));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  const exited = ended(child);
  const started: Started = {
    pid: child.pid ?? -1,
    child,
    output: () => Buffer.concat(chunks).toString("utf8"),
    stdout: () => Buffer.concat(out).toString("utf8"),
    exited,
    family: () => tagged(tag),
    stop: () => stop(started, tag),
  };
  return started;
}

/** What it wrote is in its pipes when it ends: each turn of the loop reads what is there. */
async function ended(child: ChildProcess): Promise<Exit> {
  const [code, signal] = (await once(child, "exit")) as [Exit["code"], Exit["signal"]];
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
  return { code, signal };
}

function cwdOf(options: StartOptions): { cwd?: string } {
  return options.cwd === undefined ? {} : { cwd: options.cwd };
}

/** Runs `seatstack …` from source on the Node that runs the tests. */
export function seatstack(args: readonly string[], options: StartOptions = {}): Started {
  return start(
    process.execPath,
    ["--disable-sigusr1", "--no-warnings", options.main ?? join(root, "packages/cli/src/main.ts"), ...args],
    {
      ...options,
      env: {
        NODE_COMPILE_CACHE: join(root, "node_modules/.cache/compile"),
        // CI and containers run the tests as root; what that refuses has tests of its own.
        ...(args[0] === "app" ? { SEATSTACK_APP__ALLOW_ROOT: "true" } : {}),
        ...options.env,
      },
    },
  );
}

/** Runs `seatstack …` to its end; for commands that print and exit. */
export async function runSeatstack(
  args: readonly string[],
  options: StartOptions = {},
): Promise<{ code: number | null; stdout: string; output: string }> {
  const started = seatstack(args, options);
  const { code } = await started.exited;
  await until("its output", PATIENCE, () => {
    const { stdout, stderr } = started.child;
    return stdout?.readableEnded === true && stderr?.readableEnded === true;
  });
  return { code, stdout: started.stdout(), output: started.output() };
}

/** Polls `probe` until it is true (or not undefined); throws with `what` when `timeout` ms, at least a minute, have passed. */
export async function until<T>(
  what: string,
  timeout: number,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  explain: () => string = () => "",
): Promise<T> {
  const limit = Math.max(timeout, PATIENCE);
  const deadline = performance.now() + limit;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`no ${what} within ${limit} ms\n${explain()}`);
    await new Promise(resolve => setTimeout(resolve, 25));
  }
}

/** Whether the process exists and is no zombie. */
export async function alive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
  return stat !== "" && stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3) !== "Z";
}

async function stop(started: Started, tag: string): Promise<Exit> {
  if (started.child.exitCode === null && started.child.signalCode === null) started.child.kill("SIGTERM");
  const killer = setTimeout(() => started.child.kill("SIGKILL"), KILL_AFTER);
  const exit = await started.exited;
  clearTimeout(killer);
  const left = await settle(tag);
  for (const pid of left) kill(pid);
  if (left.length === 0) return exit;
  throw new Error(`left running: ${left.join(", ")}\n${started.output()}`);
}

/** It may have ended by itself since it was listed. */
function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error;
  }
}

/** What still runs after a moment: orphans notice their parent's death by polling. */
async function settle(tag: string): Promise<number[]> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const left = await tagged(tag);
    if (left.length === 0 || performance.now() > deadline) return left;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

async function tagged(tag: string): Promise<number[]> {
  const needle = `${TAG}=${tag}`;
  const pids = (await readdir("/proc")).map(Number).filter(Number.isInteger);
  const found = await Promise.all(
    pids.map(async pid =>
      (await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "")).includes(needle) ? pid : 0,
    ),
  );
  return found.filter(pid => pid !== 0);
}
