// Whether a reading may be believed: one that lost many sections at once changes nothing until it has proved itself.
// A registrar once answered 200 with 8,146 of its 11,423 sections.
import { createHash } from "node:crypto";

const LOST_SHARE = 0.1;
const LOST_COUNT = 25;
const PROOF_READINGS = 3;
const PROOF_MS = 300_000;

/** What the poller remembers of readings in quarantine, across restarts. */
export interface Quarantine {
  readonly since: number;
  readonly readings: number;
  /** Equal for readings of the same sections. */
  readonly hash: string;
}

export interface QuarantineVerdict {
  readonly accept: boolean;
  /** What to remember; undefined: nothing is in quarantine. */
  readonly quarantine: Quarantine | undefined;
}

/**
 * `known` are the sections of the last accepted reading. A reading is suspect when it lost a tenth of them or 25;
 * it is accepted all the same when the same sections came three times in a row over five minutes.
 */
export function judgeReading(
  known: ReadonlySet<string>,
  read: ReadonlySet<string>,
  now: number,
  memory: Quarantine | undefined,
): QuarantineVerdict {
  if (!isSuspect(known, read)) return { accept: true, quarantine: undefined };
  const hash = hashOf(read);
  if (memory === undefined || memory.hash !== hash)
    return { accept: false, quarantine: { since: now, readings: 1, hash } };
  const readings = memory.readings + 1;
  const proved = readings >= PROOF_READINGS && now - memory.since >= PROOF_MS;
  return proved ? { accept: true, quarantine: undefined } : { accept: false, quarantine: { ...memory, readings } };
}

function isSuspect(known: ReadonlySet<string>, read: ReadonlySet<string>): boolean {
  const lost = known.difference(read).size;
  return lost > 0 && (lost >= LOST_COUNT || lost >= known.size * LOST_SHARE);
}

function hashOf(keys: ReadonlySet<string>): string {
  return createHash("sha256")
    .update([...keys].toSorted().join("\n"))
    .digest("hex");
}
