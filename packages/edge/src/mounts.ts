// Which requests belong to another service: `[[edge.mounts]]`, nginx's location + proxy_pass.
import type { Config } from "@seatstack/shared/config/schema";
import type { Exchange } from "@seatstack/shared/http/exchange";
import { pathOf } from "./target.ts";

export type Mount = Config["edge"]["mounts"][number];

/** What serving a mount needs of the pipeline. */
export interface MountHost {
  done(exchange: Exchange): void;
}

/**
 * The mount of a request (`mounts` longest prefix first), undefined where it has none. "ambiguous" where the path as
 * sent and the path as meant (`/api/../admin`) do not agree: the service could resolve it to something else than we do.
 */
export function isMountTarget(mounts: readonly Mount[], target: string, path: string): Mount | "ambiguous" | undefined {
  const sent = pathOf(target);
  for (const mount of mounts) {
    const bySent = isBelow(sent, mount.prefix);
    const byMeaning = isBelow(path, mount.prefix);
    if (bySent && byMeaning) return mount;
    if (bySent || byMeaning) return "ambiguous";
  }
  return undefined;
}

/** `/api/` holds what begins with it; `/api` holds itself and what is below, but not `/apiary`. */
export function isBelow(path: string, prefix: string): boolean {
  if (!path.startsWith(prefix)) return false;
  return prefix.endsWith("/") || path.length === prefix.length || path.charCodeAt(prefix.length) === 0x2f;
}
