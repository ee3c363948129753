// The front: serves `bind` over plain HTTP/1.1 for curl, foreign proxies and remote edges, through the router.
import { EXIT, messageOf, SeatstackError } from "@seatstack/shared/errors";
import { createLogger, type Logger } from "@seatstack/shared/logger";
import { createRouter } from "@seatstack/shared/router/router";
import { failBoot, onMessage, receiveBoot } from "./child/channel.ts";
import { Life } from "./child/life.ts";
import { drainFront } from "./front/drain.ts";
import { FrontServer } from "./front/server.ts";
import type { BootMessage } from "./ipc.ts";

/** Runs until the process exits: 0 told to stop, 2 a socket cannot be listened on, 3 could not boot. */
export async function runFront(): Promise<void> {
  const life = new Life();
  const boot = await receiveBoot("front");
  const log = createLogger(boot.config.log.level, { tier: "app", role: "front" });
  try {
    life.begin(boot, log);
    await work(boot, life, log);
  } catch (error) {
    log.error({ err: error }, "boot failed");
    failBoot(error, EXIT.workerBoot);
  }
}

async function work(boot: BootMessage, life: Life, log: Logger): Promise<void> {
  const { app, edge } = boot.config;
  const router = createRouter({
    log,
    queue: edge.queue,
    queueTimeout: edge.timeouts.queue,
    upstreamTimeout: app.timeout,
  });
  onMessage(message => {
    if (message.type === "endpoints") router.update(message.endpoints);
  });
  const server = new FrontServer({ router, log, keepalive: app.keepalive, timeout: app.timeout });
  for (const fd of boot.listenFds) {
    await server.listen(fd, app.backlog).catch((error: unknown) => {
      throw listenError(error);
    });
  }
  life.live({
    drain: () => drainFront(server, router),
    close: () => router.close(0),
    get inFlight() {
      return server.inFlight;
    },
    get served() {
      return server.served;
    },
  });
}

/** The arbiter bound the socket; that its address is taken shows only now, on some kernels. */
function listenError(error: unknown): SeatstackError {
  return new SeatstackError("BIND_FAILED", `cannot listen on app.bind: ${messageOf(error)}`, {
    fix: "Change app.bind, or stop what uses the address.",
    exitCode: EXIT.badSetting,
    cause: error,
  });
}
