// How long upgraded connections on `bind` may be silent.
import type { TunnelTimes } from "@seatstack/shared/http/socket-tunnel";

/** The proxy in front has limits of its own; these only end what it has forgotten. As edge.timeouts.tunnel and send. */
export const TUNNEL_TIMES: TunnelTimes = { idle: 3_600_000, send: 30_000 };
