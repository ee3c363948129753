// USR1 and --disable-sigusr1: the option keeps the signal from opening the inspector (also before anybody listens to it), and
// it does so by blocking it for the whole process: a listener never hears it (measured: Node 26.10). So whoever listens
// unblocks it, and what came meanwhile is delivered then.
import { constants } from "node:os";
import { hasFfi, unblockSignal } from "./ffi.ts";

/** After `process.on("SIGUSR1", …)` in the main thread; without a listener the signal would end the process. */
export function receiveUsr1(): void {
  if (hasFfi()) unblockSignal(constants.signals.SIGUSR1);
}
