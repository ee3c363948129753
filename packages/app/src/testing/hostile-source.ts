// A registrar whose every text is an attack on the page that shows it.
import type { SectionReading, Source } from "../sources/source.ts";

/** Runs in an element, in an attribute of either quote, and in a comment, wherever it is not escaped. */
export const ATTACK = `"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}<!--`;

const seats = {
  capacity: 20,
  enrolled: 23,
  open: -3,
  reservedOpen: null,
  waitCapacity: null,
  waitCount: null,
  permissionNeeded: false,
};

/** Numbers hold no dash: the address of a course is split at its last one. */
const NUMBER = `1/2 ${ATTACK.replaceAll("-", "")}`;

function reading(key: string, changes: Partial<SectionReading>): SectionReading {
  return {
    course: { subject: "X&Y", number: NUMBER, title: ATTACK, credits: 3 },
    key,
    crn: ATTACK,
    label: ATTACK,
    component: ATTACK,
    campus: ATTACK,
    instructor: ATTACK,
    meetings: [{ days: "MWX<", start: ATTACK, end: ATTACK, place: ATTACK }],
    restrictions: ATTACK,
    linkGroup: null,
    cancelled: false,
    seats,
    ...changes,
  };
}

const nothingTold = { capacity: null, enrolled: null, open: null };

/** One term with an overbooked, an unpublished, a bare and a cancelled section. */
export const hostileSource: Source = {
  name: ATTACK,
  politeness: { minimumIntervalMs: 1000, jitter: 0, timeoutMs: 1000, maxBackoffMs: 1000 },
  opensBeyondWaitlist: false,
  terms: async () => [{ code: `20/27 ${ATTACK}`, name: ATTACK, startsAt: null, endsAt: null, alertsUntil: null }],
  fetch: async () => ({
    kind: "read",
    sourceTime: null,
    sections: [
      reading("overbooked", {}),
      reading("unpublished", { seats: { ...seats, ...nothingTold } }),
      reading("bare", { crn: null, component: null, campus: null, instructor: null, meetings: [], restrictions: null }),
      reading("cancelled", { cancelled: true }),
    ],
  }),
};
