// One edge thread: an event loop that accepts, and the messages that steer it.
import { parentPort } from "node:worker_threads";
import type { Config } from "@seatstack/shared/config/schema";
import { createLogger, type Logger } from "@seatstack/shared/logger";
import type { RouterLimits } from "@seatstack/shared/router/options";
import { createRouter } from "@seatstack/shared/router/router";
import type { Router } from "@seatstack/shared/router/types";
import type { Zone } from "@seatstack/shared/zone/types";
import { attachZone } from "@seatstack/shared/zone/zone";
import { EdgeServer } from "./edge-server.ts";
import type { FromThread, ThreadBoot, ToThread } from "./thread-protocol.ts";

/** How often this thread's gauges are written into the zone, ms. */
const GAUGE_INTERVAL = 500;
/** What a router's links have to close in after the last client has gone, ms. */
const ROUTER_CLOSE = 1000;

/** Serves until it is told to stop. Rejects when it cannot listen. */
export async function runEdgeThread(data: unknown): Promise<void> {
  const boot = data as ThreadBoot;
  const { config } = boot;
  const log = createLogger(config.log.level, { tier: "edge", role: `thread-${boot.thread}` });
  const zone = attachZone(boot.zone, boot.thread);
  const router = createRouter({ log, slots: zone.slots, ...limitsOf(config) });
  router.update(boot.endpoints);
  const server = new EdgeServer({ ...boot, zone, router, log });
  for (const listener of boot.listeners) await server.listen(listener);
  const gauges = setInterval(() => writeGauges(zone, router), GAUGE_INTERVAL);
  parentPort?.on("message", (message: ToThread) => {
    void obey(message, server, router, log).then(stopped => {
      if (stopped) end(gauges);
      return stopped;
    });
  });
  tell({ type: "listening" });
}

/** Everything is finished or cut by now: a library's forgotten timer must not keep the thread. Ends only this thread. */
function end(gauges: NodeJS.Timeout): void {
  clearInterval(gauges);
  tell({ type: "stopped" });
  process.exit(0);
}

/** Whether the thread has stopped. */
async function obey(message: ToThread, server: EdgeServer, router: Router, log: Logger): Promise<boolean> {
  switch (message.type) {
    case "endpoints":
      router.update(message.endpoints);
      return false;
    case "reload":
      log.level = message.config.log.level;
      router.configure(limitsOf(message.config));
      server.reload(message.config, message.certificates);
      return false;
    case "reopen":
      try {
        server.reopen();
      } catch (error) {
        log.error({ err: error }, "the access log cannot be opened again; the old file is kept");
      }
      return false;
    case "stop":
      await server.stop(message.timeout);
      await router.close(Math.min(message.timeout, ROUTER_CLOSE));
      return true;
    default:
      return message satisfies never;
  }
}

function limitsOf({ edge }: Config): RouterLimits {
  return { queue: edge.queue, queueTimeout: edge.timeouts.queue, upstreamTimeout: edge.timeouts.upstream };
}

function writeGauges(zone: Zone, router: Router): void {
  const { stats } = router;
  zone.gauge("queued", stats.queued);
  zone.gauge("in_flight", stats.inFlight);
  zone.gauge("usable_endpoints", stats.usable);
}

function tell(message: FromThread): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a browser's window
  parentPort?.postMessage(message);
}
