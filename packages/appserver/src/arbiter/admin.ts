// The admin server: /metrics for Prometheus, /status and /healthz, on a Unix socket and, where set, on a private address.
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { parseHostPort } from "@seatstack/shared/config/address";
import type { AppStatus } from "@seatstack/shared/control/protocol";
import { codeOf, EXIT, SeatstackError } from "@seatstack/shared/errors";
import type { Logger } from "@seatstack/shared/logger";
import { listenUnix } from "@seatstack/shared/unix-listener";
import { answerAdmin } from "./admin-answers.ts";

export interface AdminOptions {
  /** Unix socket, 0600. */
  readonly path: string;
  /** `host:port`; empty for none. */
  readonly address: string;
  readonly log: Logger;
  status(): Promise<AppStatus>;
}

export interface Admin {
  /** Port of `address`, 0 where there is none. */
  readonly port: number;
  close(): Promise<void>;
}

/** A scraper or two and a person: more is a mistake. Each listener has its own. */
const MAX_CONNECTIONS = 32;
const LIMITS = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5000,
  requestTimeout: 5000,
  keepAliveTimeout: 15_000,
  connectionsCheckingInterval: 1000,
} as const;
/** Statuses are kept for so long: a script gone wild must not keep the arbiter from its work. Milliseconds. */
const FRESH = 100;
/** Until an address that is taken is tried again. Milliseconds. */
const RETRY = 1000;

/**
 * Listens on both. Rejects with BIND_FAILED (exit 2) for an address that cannot be had. `patient`: an address that is in
 * use comes free when the arbiter that we take over from ends, so it is tried again until then.
 */
export async function serveAdmin(options: AdminOptions, patient = false): Promise<Admin> {
  // Loaded here and not above: who only imports this file has no use for it.
  const { createServer } = process.getBuiltinModule("node:http");
  const status = keepFresh(options.status.bind(options));
  const listener = (local: boolean) => (request: IncomingMessage, response: ServerResponse) =>
    answerAdmin(request, response, { status, local, log: options.log });
  const unix = bounded(createServer(LIMITS, listener(false)), options.log);
  const removePath = await listenUnix(unix, options.path, 0o600);
  const close = async (): Promise<void> => {
    await removePath();
    await end(unix);
  };
  if (options.address === "") return { port: 0, close };
  const { host = "", port = 0 } = parseHostPort(options.address) ?? {};
  const tcp = bounded(createServer(LIMITS, listener(isLoopback(host))), options.log);
  const stop = new AbortController();
  const listening = listen(tcp, host, port, patient ? stop.signal : undefined).catch((error: unknown) => {
    throw bindFailed(options.address, error);
  });
  if (patient) {
    void listening.catch((error: unknown) => options.log.error({ err: error }, "no metrics on app.admin"));
  } else {
    await listening.catch(async (error: unknown) => {
      await close();
      throw error;
    });
  }
  const address = tcp.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: async () => {
      stop.abort();
      await Promise.all([end(tcp), close()]);
    },
  };
}

function bounded(server: Server, log: Logger): Server {
  server.maxConnections = MAX_CONNECTIONS;
  // Whoever starts to listen gets it too; without a listener a failed accept(2) would end the arbiter.
  server.on("error", error => log.debug({ err: error }, "the admin server failed"));
  server.on("clientError", (_error, socket) => socket.destroy());
  server.on("checkExpectation", (_request, response: ServerResponse) => response.writeHead(417).end());
  return server;
}

/** `until`: an address in use is tried again until that aborts. */
async function listen(server: Server, host: string, port: number, until: AbortSignal | undefined): Promise<void> {
  for (;;) {
    try {
      server.listen({ host, port });
      await once(server, "listening");
      return;
    } catch (error) {
      if (codeOf(error) !== "EADDRINUSE" || until === undefined) throw error;
    }
    await delay(RETRY, undefined, { signal: until, ref: false }).catch(() => undefined);
    if (until.aborted) return;
  }
}

async function end(server: Server): Promise<void> {
  const closed = server.listening ? once(server, "close") : undefined;
  server.close();
  server.closeAllConnections();
  await closed;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** One status at a time, and none that is asked for again within FRESH ms. */
function keepFresh(status: () => Promise<AppStatus>): () => Promise<AppStatus> {
  let last: Promise<AppStatus> | undefined;
  let since = 0;
  return () => {
    const now = performance.now();
    if (last === undefined || now - since > FRESH) {
      since = now;
      last = status();
    }
    return last;
  };
}

function bindFailed(address: string, cause: unknown): SeatstackError {
  return new SeatstackError("BIND_FAILED", `cannot bind ${address}: ${codeOf(cause) ?? "it failed"}`, {
    fix: "Change app.admin, or stop what uses the address.",
    exitCode: EXIT.badSetting,
    cause,
  });
}
