// How the simulated seats move: a function of the section's seed and the time step, so that nothing has to be stored.
import type { Seats } from "../source.ts";
import { between, hash } from "./hash.ts";
import type { DemoSection } from "./university.ts";

/** Seats move on this beat. */
const STEP_MS = 5000;

/** hot: full, but a seat or two come free for 20 to 60 s every 1 to 4 min · full: rarely · drifting: seats to spare. */
type Temper = "hot" | "full" | "reserved" | "drifting";

function temperOf(section: DemoSection): Temper {
  const draw = section.seed % 100;
  if (draw < 30) return "hot";
  if (draw < 58) return "full";
  return draw < 62 ? "reserved" : "drifting";
}

/** The section's seats at `now` (milliseconds since the epoch). */
export function seatsAt(section: DemoSection, now: number): Seats {
  // Each section has its own beat, so that a change is always about to come somewhere.
  const step = Math.floor((now + (section.seed % STEP_MS)) / STEP_MS);
  const temper = temperOf(section);
  switch (temper) {
    case "hot":
      return hot(section, step);
    case "full":
      return full(section, step);
    case "reserved":
      return reserved(section, step);
    case "drifting":
      return seats(section, drift(section, step));
    default:
      throw temper satisfies never;
  }
}

/** Free seats of a section that is full outside a short window at the start of some cycles. */
function openings(section: DemoSection, step: number, cycle: number, percent: number): number {
  const shifted = step + between(0, cycle - 1, section.seed, "offset");
  const round = Math.floor(shifted / cycle);
  const phase = shifted % cycle;
  const width = Math.min(between(4, 12, section.seed, round, "width"), Math.floor(cycle / 2));
  if (phase >= width || hash(section.seed, round, "opens") % 100 >= percent) return 0;
  const freed = between(1, 3, section.seed, round, "freed");
  return Math.max(1, freed - Math.floor((phase * freed) / width));
}

/** Wanders between values drawn for every two minutes; never full, so that its page is calm. */
function drift(section: DemoSection, step: number): number {
  const beat = Math.floor(step / 24);
  const from = swing(section, beat);
  const to = swing(section, beat + 1);
  return Math.round(from + ((to - from) * (step % 24)) / 24);
}

function swing(section: DemoSection, beat: number): number {
  const usual = Math.max(2, Math.round((section.capacity * between(8, 45, section.seed, "usual")) / 100));
  return Math.max(1, usual + between(-3, 3, section.seed, beat, "swing"));
}

/** The longest waitlists are here, full to the last place. A list is empty while a seat is free: it went round. */
function hot(section: DemoSection, step: number): Seats {
  const open = openings(section, step, between(12, 48, section.seed, "cycle"), 80);
  const waitCapacity = between(3, 5, section.seed, "list") * 5;
  return { ...seats(section, open), waitCapacity, waitCount: open > 0 ? 0 : waitCapacity };
}

/** A waitlist that breathes every ten minutes. */
function full(section: DemoSection, step: number): Seats {
  const open = openings(section, step, between(360, 1080, section.seed, "cycle"), 60);
  const waitCapacity = between(0, 2, section.seed, "list") * 5;
  const waiting = between(Math.min(1, waitCapacity), waitCapacity, section.seed, Math.floor(step / 120), "waiting");
  return { ...seats(section, open), waitCapacity, waitCount: open > 0 ? 0 : waiting };
}

function reserved(section: DemoSection, step: number): Seats {
  const open = between(1, 4, section.seed, Math.floor(step / 60), "reserved");
  return { ...seats(section, open), reservedOpen: open };
}

function seats(section: DemoSection, open: number): Seats {
  return {
    capacity: section.capacity,
    enrolled: section.capacity - open,
    open,
    reservedOpen: 0,
    waitCapacity: 0,
    waitCount: 0,
    permissionNeeded: false,
  };
}
