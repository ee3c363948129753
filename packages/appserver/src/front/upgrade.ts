// Upgrades on `bind`: the same tunnel as the edge's, for curl and for proxies in front of us.
import type { AppResponseHost } from "@seatstack/shared/http/app-response";
import type { ClientUpgrade, Exchange } from "@seatstack/shared/http/exchange";
import type { TunnelTimes } from "@seatstack/shared/http/socket-tunnel";
import { UpgradeResponse } from "@seatstack/shared/http/upgrade-response";
import type { RequestHead } from "@seatstack/shared/link/protocol";
import type { Router } from "@seatstack/shared/router/types";

/** The proxy in front has limits of its own; these only end what it has forgotten. As edge.timeouts.tunnel and send. */
const TIMES: TunnelTimes = { idle: 3_600_000, send: 30_000 };

/** Sends an upgrade to a worker: a tunnel if that switches protocols, else a plain response. */
export function serveUpgrade(
  exchange: Exchange,
  upgrade: ClientUpgrade,
  head: RequestHead,
  router: Router,
  host: AppResponseHost,
): void {
  const headers = [...head.headers, "connection", "upgrade", "upgrade", upgrade.protocol];
  const response = new UpgradeResponse(exchange, upgrade, TIMES, host);
  response.dispatch = router.upgrade({ ...head, headers }, response);
}
