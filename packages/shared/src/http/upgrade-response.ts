// What a worker makes of an upgrade: a tunnel where it switches protocols, else a response like any other.
import { SWITCHING_PROTOCOLS, type RequestHead, type ResponseHead } from "../link/protocol.ts";
import type { DispatchFailure, DispatchTiming, Router, Upgrade, UpgradeSink } from "../router/types.ts";
import { AppResponse, type AppResponseHost } from "./app-response.ts";
import type { ClientUpgrade, Exchange, ResponseWatcher } from "./exchange.ts";
import { SocketTunnel, type TunnelTimes } from "./socket-tunnel.ts";

/** Sends an upgrade to a worker that may switch protocols. `head` without `connection` and `upgrade`. */
export function serveUpgrade(
  exchange: Exchange,
  upgrade: ClientUpgrade,
  head: RequestHead,
  times: TunnelTimes,
  router: Router,
  host: AppResponseHost,
): void {
  const headers = [...head.headers, "connection", "upgrade", "upgrade", upgrade.protocol];
  const response = new UpgradeResponse(exchange, upgrade, times, host);
  response.dispatch = router.upgrade({ ...head, headers }, response);
}

class UpgradeResponse implements UpgradeSink, ResponseWatcher {
  readonly #exchange: Exchange;
  readonly #host: AppResponseHost;
  /** The way of a response that is none of a switch. */
  readonly #plain: AppResponse;
  readonly #tunnel: SocketTunnel;
  readonly #requested: string;
  #upgrade: Upgrade | undefined;
  #switched = false;

  constructor(exchange: Exchange, upgrade: ClientUpgrade, times: TunnelTimes, host: AppResponseHost) {
    this.#exchange = exchange;
    this.#host = host;
    this.#requested = upgrade.protocol;
    this.#plain = new AppResponse(exchange, host);
    this.#tunnel = new SocketTunnel(upgrade.socket, upgrade.head, times);
  }

  set dispatch(upgrade: Upgrade) {
    this.#upgrade = upgrade;
    this.#plain.dispatch = upgrade;
  }

  onHead(head: ResponseHead, timing: DispatchTiming): void {
    if (head.status === SWITCHING_PROTOCOLS) return this.#switch(head, timing);
    this.#tunnel.release();
    this.#plain.onHead(head, timing);
  }

  onBody(chunk: Buffer): void {
    if (this.#switched) this.#tunnel.onBody(chunk);
    else this.#plain.onBody(chunk);
  }

  onEnd(): void {
    if (this.#switched) this.#tunnel.onEnd();
    else this.#plain.onEnd();
  }

  /** After the switch the client gets what the worker said before it was lost, and no more. */
  onFailure(failure: DispatchFailure, timing: DispatchTiming): void {
    if (this.#switched) return this.#tunnel.close(failure);
    this.#tunnel.release();
    this.#plain.onFailure(failure, timing);
  }

  /** The worker has taken what the client said. */
  onDrain(): void {
    this.#tunnel.onDrain();
  }

  /** The connection is closed, by whichever side: the exchange is over. */
  onAbort(): void {
    const exchange = this.#exchange;
    exchange.bytesSent = this.#tunnel.bytesOut;
    this.#tunnel.closed();
    this.#host.done(exchange);
  }

  /** We stop. */
  close(): void {
    this.#tunnel.close("the server stops");
  }

  #switch(head: ResponseHead, timing: DispatchTiming): void {
    const exchange = this.#exchange;
    const upgrade = this.#upgrade;
    exchange.timing = timing;
    const { headers, invalid } = this.#host.prepare(exchange, head.headers);
    if (invalid || upgrade === undefined) return this.#refuse();
    this.#switched = true;
    exchange.watcher = this;
    exchange.tunnel = this;
    exchange.switchProtocols(protocolOf(head) ?? this.#requested, headers);
    this.#tunnel.open(upgrade);
  }

  #refuse(): void {
    this.#upgrade?.cancel("invalid response");
    this.#tunnel.release();
    this.#host.fail(this.#exchange, "bad-response");
  }
}

/** The protocol that the worker has chosen. */
function protocolOf({ headers }: ResponseHead): string | undefined {
  for (let i = 0; i < headers.length; i += 2) if (headers[i]?.toLowerCase() === "upgrade") return headers[i + 1];
  return undefined;
}
