// Keeps every endpoint table of a tier, to check afterwards what routers saw at each moment.
import assert from "node:assert/strict";
import { subscribeEndpoints } from "@seatstack/shared/control/subscribe";
import type { Endpoint } from "@seatstack/shared/endpoints";
import type { Tier } from "./tier.ts";

export interface EndpointWatch {
  readonly tables: readonly (readonly Endpoint[])[];
  /** Fewest endpoints that were ready at once. */
  leastReady(): number;
  /** Most that were starting at once, and most that existed. */
  mostStarting(): number;
  mostOverall(): number;
  close(): void;
}

/** To be called when the tier is ready. */
export function watchEndpoints(tier: Tier): EndpointWatch {
  const tables: (readonly Endpoint[])[] = [];
  const count = (state: Endpoint["state"]) =>
    tables.map(table => table.filter(endpoint => endpoint.state === state).length);
  const close = subscribeEndpoints(
    tier.paths.app.endpoints,
    table => tables.push(table),
    error => assert.fail(error),
  );
  return {
    tables,
    leastReady: () => Math.min(...count("ready")),
    mostStarting: () => Math.max(...count("starting")),
    mostOverall: () => Math.max(...tables.map(table => table.length)),
    close,
  };
}
