// The public address: which URL it is, and whether it answers yet.
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { parseHostPort } from "@seatstack/shared/config/address";
import type { Config } from "@seatstack/shared/config/schema";

export interface PublicAddress {
  /** As an operator on this machine would type it. */
  readonly url: string;
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
}

/** The HTTPS listener, else the plain one; undefined where the edge has neither. */
export function publicAddress(config: Config): PublicAddress | undefined {
  const secure = config.edge.https !== "" && config.edge.tls.mode !== "off";
  const listener = parseHostPort(secure ? config.edge.https : config.edge.http);
  if (listener === undefined) return undefined;
  const everywhere = listener.host === "" || listener.host === "0.0.0.0" || listener.host === "::";
  const host = everywhere ? (listener.host === "::" ? "::1" : "127.0.0.1") : listener.host;
  const shown = everywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  const port = listener.port === (secure ? 443 : 80) ? "" : `:${listener.port}`;
  return { url: `${secure ? "https" : "http"}://${shown}${port}/`, secure, host, port: listener.port };
}

/**
 * Resolves with true once the address answers, with false when `signal` aborts first. While the app boots the edge
 * queues our one request, so that its answer comes the moment a worker is ready.
 */
export async function waitForAnswer(address: PublicAddress, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const status = await probe(address, signal);
    // 502 to 504 are the edge's own words for an app that is not there yet.
    if (status !== undefined && (status < 502 || status > 504)) return true;
    const pause = status === undefined ? 20 : 250;
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

function probe({ secure, host, port }: PublicAddress, signal: AbortSignal): Promise<number | undefined> {
  const options = { host, port, path: "/", signal, agent: false as const, timeout: 15_000 };
  return new Promise(resolve => {
    // Our own certificate is likely self-signed: this asks whether it answers, not who it is.
    const request = secure ? requestHttps({ ...options, rejectUnauthorized: false }) : requestHttp(options);
    request.once("response", response => {
      response.resume();
      resolve(response.statusCode);
      request.destroy();
    });
    request.once("timeout", () => request.destroy());
    request.on("error", () => resolve(undefined));
    request.once("close", () => resolve(undefined));
    request.end();
  });
}
