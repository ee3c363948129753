// The front's way out: what workers still have is waited for, what no worker will ever take is not.
import type { Router } from "@seatstack/shared/router/types";
import type { FrontServer } from "./server.ts";

/** Milliseconds between two looks. */
const INTERVAL = 100;

/** Resolves when every request has been answered; those that only queue get a 503 once no worker is left to take them. */
export async function drainFront(server: FrontServer, router: Router): Promise<void> {
  const watch = setInterval(() => {
    const { inFlight, usable } = router.stats;
    if (inFlight > 0 || usable > 0) return;
    clearInterval(watch);
    void router.close(0);
  }, INTERVAL);
  await server.drain();
  clearInterval(watch);
}
