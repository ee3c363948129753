// The one main of every process and thread: picks a role, loads only what that role needs, reports what ends it.
import { enableCompileCache } from "node:module";
import { isSea } from "node:sea";
import { isMainThread, workerData } from "node:worker_threads";
import { ROLE_VARIABLE, setMainFile } from "@seatstack/shared/launch";
import { runForkedScript } from "./forked.ts";
import { COMMAND_ROLE, processRoles, threadRoles } from "./roles.ts";

// The single executable carries its code compiled; anything else caches it where NODE_COMPILE_CACHE says.
if (!isSea() && process.env["NODE_COMPILE_CACHE"] !== undefined) enableCompileCache(process.env["NODE_COMPILE_CACHE"]);
setMainFile(import.meta.filename ?? "");

/** What launchThread of shared/launch.ts hands over. */
interface ThreadStart {
  readonly role: string;
  readonly data: unknown;
  readonly mainFile: string;
}

if (isMainThread) void startProcess();
else void startThread(workerData as ThreadStart);

/** A thread's failure must reach its parent as an 'error' event: the rejection is left uncaught on purpose. */
async function startThread(start: ThreadStart): Promise<void> {
  setMainFile(start.mainFile);
  const run = threadRoles[start.role];
  if (run === undefined) throw new Error(`no thread role "${start.role}"`);
  await run(start.data);
}

async function startProcess(): Promise<void> {
  const role = process.env[ROLE_VARIABLE] ?? COMMAND_ROLE;
  // An app that starts `seatstack` itself must get the command line, not another worker.
  delete process.env[ROLE_VARIABLE];
  // What makes room for a child's title is no argument of an app that reads its own.
  if (role !== COMMAND_ROLE) process.argv.length = 2;
  try {
    if (role === COMMAND_ROLE && runForkedScript()) return;
    const run = processRoles[role];
    if (run === undefined) throw new Error(`no process role "${role}" (environment variable ${ROLE_VARIABLE})`);
    await run();
  } catch (error) {
    const { endWith } = await import("./fatal.ts");
    endWith(error);
  }
}
