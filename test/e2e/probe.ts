// The probe application of the process tests, and what they ask of a running stack.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { WorkerStatus } from "@seatstack/shared/control/protocol";
import { root } from "../helpers/processes.ts";
import { startStack, type Stack, type StackOptions } from "../helpers/stack.ts";

const PROBE = join(root, "test/fixtures/apps/probe/app.js");

/** A stack that runs the probe app with `workers` workers. */
export function startProbe(workers: number, options: StackOptions = {}): Promise<Stack> {
  return startStack({ ...options, sets: [`app.module=${PROBE}`, `app.workers=${workers}`, ...(options.sets ?? [])] });
}

/** Ready web workers, as the arbiter tells. */
export async function readyWorkers(stack: Stack): Promise<readonly WorkerStatus[]> {
  const { app } = await stack.status();
  return app.workers.filter(worker => worker.kind === "web" && worker.state === "ready");
}

/** Lines that the probe app recorded, one per request that reached a worker. */
export async function recorded(stack: Stack): Promise<string[]> {
  const text = await readFile(join(stack.paths.app.data, "probe.log"), "utf8").catch(() => "");
  return text.split("\n").filter(line => line !== "");
}
