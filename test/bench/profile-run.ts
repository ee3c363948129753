// `--profile`: loads system (c) case by case and prints where each of its processes and threads spends its time.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Case } from "./cases.ts";
import { measureRound } from "./load.ts";
import type { Options } from "./options.ts";
import { renderProfile, summarizeProfile, type CpuProfile } from "./profile.ts";
import { startSeatstack } from "./systems/seatstack.ts";
import type { System, SystemContext } from "./systems/types.ts";

const ROOT = join(import.meta.dirname, "../..");
const TOP = 25;
/** A thread that is idle more than this is not where the time goes. */
const LEAST_BUSY = 0.03;
const WARM_UP_SECONDS = 3;
/** The hook looks ten times a second; writing a profile of some seconds takes less than the rest. */
const SETTLE_MILLISECONDS = 3_000;

/** Profiles of the chosen cases, each under load for `options.seconds` after a warm-up. */
export async function profileCases(
  options: Options,
  context: SystemContext,
  signal: AbortSignal,
  print: (text: string) => void,
): Promise<void> {
  const dir = join(context.fixtures.dir, "profiles");
  mkdirSync(dir);
  const hook = `--import=${join(import.meta.dirname, "profile-hook.ts")}`;
  const system = await startSeatstack({ ...context, env: { NODE_OPTIONS: hook, BENCH_PROFILE_DIR: dir } });
  for (const one of options.cases) {
    if (one.tls && system.tlsPort === undefined) continue;
    const rps = await loadAndRecord(system, one, { dir, seconds: options.seconds, signal });
    print(`\n== ${one.name}: ${Math.round(rps)} rps while profiled ==\n`);
    for (const file of readdirSync(dir).filter(name => name.endsWith(".cpuprofile"))) {
      const summary = summarizeProfile(JSON.parse(readFileSync(join(dir, file), "utf8")) as CpuProfile, ROOT);
      if (summary.busy >= LEAST_BUSY) print(`${renderProfile(file.replace(/\.cpuprofile$/, ""), summary, TOP)}\n`);
      keep(options.profiles, one, dir, file);
    }
  }
}

interface Recording {
  readonly dir: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

async function loadAndRecord(system: System, one: Case, { dir, seconds, signal }: Recording): Promise<number> {
  const port = (one.tls ? system.tlsPort : undefined) ?? system.port;
  const url = `${one.tls ? "https" : "http"}://127.0.0.1:${port}${one.path}`;
  await measureRound(url, WARM_UP_SECONDS, signal);
  const marker = join(dir, "start");
  const load = measureRound(url, seconds, signal);
  writeFileSync(marker, "");
  const { rps } = await load;
  rmSync(marker);
  await sleep(SETTLE_MILLISECONDS, undefined, { signal });
  return rps;
}

function keep(target: string, one: Case, dir: string, file: string): void {
  if (target !== "") {
    mkdirSync(target, { recursive: true });
    copyFileSync(join(dir, file), join(target, `${one.name}.${file}`));
  }
  rmSync(join(dir, file));
}
