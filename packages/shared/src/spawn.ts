// child_process.spawn whose failures all arrive in one way.
import { ChildProcess, spawn, type SpawnOptions } from "node:child_process";

/**
 * As spawn(), but a program that cannot be started is always told by the event `error`, with `pid` undefined. Node does so
 * for ENOENT, EACCES and want of descriptors or processes only, and throws the others where nobody expects it: ETXTBSY
 * (the file is being written just now), ENOMEM, E2BIG.
 */
export function spawnProcess(file: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  try {
    return spawn(file, args, options);
  } catch (error) {
    const unborn = new ChildProcess();
    process.nextTick(() => unborn.emit("error", error));
    return unborn;
  }
}
