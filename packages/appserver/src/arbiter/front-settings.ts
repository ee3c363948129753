// A reload reaches the front at once: it is not replaced, and keeps every connection.
import type { Config } from "@seatstack/shared/config/schema";
import type { Core } from "./core.ts";

export function tellFront(core: Core, config: Config): void {
  for (const record of core.table.ofKind("front")) core.family.send(record.id, { type: "settings", config });
}
