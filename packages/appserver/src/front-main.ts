// The front: serves `bind` over plain HTTP/1.1 for curl, foreign proxies and remote edges, through the router.
import { mkdirSync } from "node:fs";
import type { Config } from "@seatstack/shared/config/schema";
import { EXIT, messageOf, SeatstackError } from "@seatstack/shared/errors";
import { createLogger, type Logger } from "@seatstack/shared/logger";
import { onReopen } from "@seatstack/shared/reopen";
import type { RouterLimits } from "@seatstack/shared/router/options";
import { createRouter } from "@seatstack/shared/router/router";
import type { Router } from "@seatstack/shared/router/types";
import { failBoot, onMessage, receiveBoot } from "./child/channel.ts";
import { Life } from "./child/life.ts";
import { drainFront } from "./front/drain.ts";
import { FrontServer } from "./front/server.ts";
import type { BootMessage } from "./ipc.ts";

/** Runs until the process exits: 0 told to stop, 2 a socket or log cannot be opened, 3 could not boot. */
export async function runFront(): Promise<void> {
  const life = new Life();
  const boot = await receiveBoot("front");
  const log = createLogger(boot.config.log.level, { tier: "app", role: "front" }, boot.config.app.errorlog);
  try {
    life.begin(boot, log);
    await work(boot, life, log);
  } catch (error) {
    failBoot(error, EXIT.workerBoot);
  }
}

async function work(boot: BootMessage, life: Life, log: Logger): Promise<void> {
  const { config } = boot;
  const router = createRouter({ log, ...routerLimits(config) });
  const server = openServer(boot, router, log);
  onMessage(message => {
    if (message.type === "endpoints") router.update(message.endpoints);
    else if (message.type === "settings") applySettings(message.config, server, router, log);
  });
  onReopen(() => server.reopen());
  for (const fd of boot.listenFds) {
    await server.listen(fd, config.app.backlog).catch((error: unknown) => {
      throw listenError(error);
    });
  }
  life.live({
    drain: () => drainFront(server, router),
    close: () => closeAll(server, router),
    get inFlight() {
      return server.inFlight;
    },
    get served() {
      return server.served;
    },
    get queued() {
      return router.stats.queued;
    },
  });
}

function openServer({ config, paths }: BootMessage, router: Router, log: Logger): FrontServer {
  mkdirSync(paths.app.temp, { recursive: true, mode: 0o700 });
  try {
    return new FrontServer({ config, router, log, temp: paths.app.temp });
  } catch (error) {
    if (error instanceof SeatstackError) throw error;
    throw new SeatstackError("LOG_FAILED", `cannot open app.accesslog ${config.app.accesslog}: ${messageOf(error)}`, {
      fix: "Change app.accesslog, or let the app's user write there.",
      exitCode: EXIT.badSetting,
      cause: error,
    });
  }
}

/** A reload. Its settings were checked by whoever read them. */
function applySettings(config: Config, server: FrontServer, router: Router, log: Logger): void {
  log.level = config.log.level;
  router.configure(routerLimits(config));
  server.configure(config);
}

function routerLimits({ app, edge }: Config): RouterLimits {
  return { queue: edge.queue, queueTimeout: edge.timeouts.queue, upstreamTimeout: app.timeout };
}

async function closeAll(server: FrontServer, router: Router): Promise<void> {
  await router.close(0);
  await server.close();
}

/** The arbiter bound the socket; that its address is taken shows only now, on some kernels. */
function listenError(error: unknown): SeatstackError {
  return new SeatstackError("BIND_FAILED", `cannot listen on app.bind: ${messageOf(error)}`, {
    fix: "Change app.bind, or stop what uses the address.",
    exitCode: EXIT.badSetting,
    cause: error,
  });
}
