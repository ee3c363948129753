// Which endpoint gets the next request: one that answers, with a free slot, the fewest in flight, ties rotated.
import type { LinkClient } from "../link/client.ts";
import type { SlotCounter } from "./types.ts";

/**
 * Takes a slot and returns its link, or undefined when no endpoint has one. `avoid` only if there is no other;
 * `responsive`: nothing suspect, and never `avoid`.
 */
export type Choose = (
  links: ReadonlySet<LinkClient>,
  avoid: LinkClient | null,
  responsive: boolean,
) => LinkClient | undefined;

/** Above any number of slots: suspects come after all others, and what is to be avoided after those. */
const SUSPECT = 2 ** 32;
const AVOIDED = 2 ** 34;

export function chooser(slots: SlotCounter): Choose {
  /** Ties go to the first after the one chosen last. */
  let turn = 0;

  const best = (links: ReadonlySet<LinkClient>, avoid: LinkClient | null, responsive: boolean) => {
    let found: LinkClient | undefined;
    let least = Infinity;
    let foundAt = 0;
    let index = 0;
    for (const link of links) {
      const at = index++;
      if (!link.usable || (responsive && (link === avoid || link.pulse.suspect))) continue;
      const used = slots.inUse(link.endpoint);
      if (used >= link.endpoint.slots) continue;
      // Rotation as a fraction: it only ever decides between equals.
      const distance = ((at - turn + links.size) % links.size) / links.size;
      const weight = used + distance + (link.pulse.suspect ? SUSPECT : 0) + (link === avoid ? AVOIDED : 0);
      if (weight >= least) continue;
      least = weight;
      found = link;
      foundAt = at;
    }
    if (found !== undefined) turn = (foundAt + 1) % links.size;
    return found;
  };

  return (links, avoid, responsive) => {
    // Another thread may take the last slot between the look and the grasp: then look again.
    for (let tries = 0; tries <= links.size; tries++) {
      const link = best(links, avoid, responsive);
      if (link === undefined || slots.tryAcquire(link.endpoint)) return link;
    }
    return undefined;
  };
}
