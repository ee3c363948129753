// Preloaded into every process and thread of system (c): records a CPU profile while the file "start" exists.
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join } from "node:path";
import { threadId, workerData } from "node:worker_threads";

const POLL_MILLISECONDS = 100;
const SAMPLING_MICROSECONDS = 500;

/** Name of the environment variable with the folder of the marker and the profiles. */
const FOLDER_VARIABLE = "BENCH_PROFILE_DIR";

/** Now, because a role may take its variable out of the environment that it gives to others. */
const name = label();
const folder = process.env[FOLDER_VARIABLE];
// Not --cpu-prof: that covers the whole life, start-up included, and is lost when a thread is terminated.
if (folder !== undefined) setInterval(watch, POLL_MILLISECONDS, folder).unref();

let session: Session | undefined;

function watch(dir: string): void {
  const wanted = existsSync(join(dir, "start"));
  if (wanted === (session !== undefined)) return;
  void (wanted ? startProfile() : stopProfile(dir));
}

async function startProfile(): Promise<void> {
  session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: SAMPLING_MICROSECONDS });
  await session.post("Profiler.start");
}

async function stopProfile(dir: string): Promise<void> {
  const stopping = session;
  session = undefined;
  if (stopping === undefined) return;
  const { profile } = await stopping.post("Profiler.stop");
  stopping.disconnect();
  const file = join(dir, `${name}.${process.pid}.${threadId}`);
  writeFileSync(`${file}.part`, JSON.stringify(profile));
  renameSync(`${file}.part`, `${file}.cpuprofile`);
}

function label(): string {
  const thread = (workerData as { role?: string } | null)?.role;
  const command = process.argv[1]?.endsWith("run.mjs") ? "wrapper" : process.argv[2];
  return thread ?? process.env["SEATSTACK_ROLE"] ?? command ?? "unknown";
}
