// Writes seat events and their deliveries, in the transaction that writes the states: the outbox.
import { type Kysely, sql } from "kysely";
import type { Flag, Tables } from "../db/schema.ts";
import { type Availability, judge, type Wants } from "./rules.ts";

/** A section between two readings. */
export interface Transition {
  readonly sectionId: number;
  /** undefined: this reading is the baseline. */
  readonly previous: Availability | undefined;
  readonly current: Availability;
}

export interface Firing {
  readonly observedAt: number;
  /** Identity of the poll: deliveries of one poll to one contact become one message. */
  readonly pollId: number;
}

/** Armed watches of one section that want the same and are latched alike: decided once, written as one set. */
interface WatchClass {
  readonly section_id: number;
  readonly on_open: Flag;
  readonly on_waitlist: Flag;
  readonly include_reserved: Flag;
  readonly min_seats: number;
  readonly latch: Flag;
}

/** Returns the number of events written. */
export async function fire(
  db: Kysely<Tables>,
  termId: number,
  transitions: readonly Transition[],
  firing: Firing,
): Promise<number> {
  const classes = Map.groupBy(await watchClasses(db, termId), group => group.section_id);
  let events = 0;
  for (const transition of transitions) {
    if (await fireSection(db, transition, classes.get(transition.sectionId) ?? [], firing)) events += 1;
  }
  return events;
}

/** True when an event was written: the status changed, or some watch has what it waits for. */
async function fireSection(
  db: Kysely<Tables>,
  transition: Transition,
  classes: readonly WatchClass[],
  firing: Firing,
): Promise<boolean> {
  const { previous, current } = transition;
  const verdicts = classes.map(group => ({ group, verdict: judge(wantsOf(group), previous, current) }));
  for (const { group, verdict } of verdicts) {
    if (verdict === "rearm" && group.latch === 1) await rearm(db, group);
  }
  const firingClasses = verdicts.filter(({ group, verdict }) => verdict === "fire" && group.latch === 0);
  const moved = previous !== undefined && previous.status !== current.status;
  if (!moved && firingClasses.length === 0) return false;
  const eventId = await writeEvent(db, transition, firing.observedAt);
  for (const { group } of firingClasses) await deliver(db, group, eventId, firing);
  return true;
}

function watchClasses(db: Kysely<Tables>, termId: number): Promise<WatchClass[]> {
  return db
    .selectFrom("watch")
    .innerJoin("section", "section.id", "watch.section_id")
    .where("section.term_id", "=", termId)
    .where("watch.state", "=", "armed")
    .select(["watch.on_open", "watch.on_waitlist", "watch.include_reserved", "watch.min_seats", "watch.latch"])
    .select("section.id as section_id")
    .groupBy(["section.id", "watch.on_open", "watch.on_waitlist", "watch.include_reserved", "watch.min_seats"])
    .groupBy("watch.latch")
    .execute();
}

async function writeEvent(db: Kysely<Tables>, transition: Transition, observedAt: number): Promise<number> {
  const { id } = await db
    .insertInto("seat_event")
    .values({
      section_id: transition.sectionId,
      from_status: transition.previous?.status ?? "unknown",
      to_status: transition.current.status,
      open: transition.current.open,
      observed_at: observedAt,
      dedupe_key: `${transition.sectionId}:${observedAt}`,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

async function deliver(db: Kysely<Tables>, group: WatchClass, eventId: number, firing: Firing): Promise<void> {
  const { observedAt, pollId } = firing;
  await db
    .insertInto("delivery")
    .columns([
      "kind",
      "event_id",
      "watch_id",
      "contact_id",
      "channel",
      "message_key",
      "state",
      "attempts",
      "next_at",
      "created_at",
    ])
    .expression(
      matching(db, group)
        .select(sql<"alert">`'alert'`.as("kind"))
        .select(sql<number>`cast(${eventId} as integer)`.as("event_id"))
        .select(["watch.id as watch_id", "watch.contact_id"])
        .select(sql<"email">`'email'`.as("channel"))
        .select(sql<string>`${`alert-${pollId}-`} || watch.contact_id`.as("message_key"))
        .select(sql<"queued">`'queued'`.as("state"))
        .select(sql<number>`0`.as("attempts"))
        .select(sql<number>`cast(${observedAt} as bigint)`.as("next_at"))
        .select(sql<number>`cast(${observedAt} as bigint)`.as("created_at")),
    )
    .execute();
  await db
    .updateTable("watch")
    .set({
      latch: 1,
      alerts: sql<number>`alerts + 1`,
      state: sql`case when auto_rearm = 0 or alerts + 1 >= max_alerts then 'fired' else 'armed' end`,
    })
    .where(classFilter(group))
    .execute();
}

async function rearm(db: Kysely<Tables>, group: WatchClass): Promise<void> {
  await db.updateTable("watch").set({ latch: 0 }).where(classFilter(group)).execute();
}

function matching(db: Kysely<Tables>, group: WatchClass) {
  return db.selectFrom("watch").where(classFilter(group));
}

function classFilter(group: WatchClass) {
  return sql<boolean>`watch.section_id = ${group.section_id} and watch.state = 'armed' and watch.latch = ${group.latch}
    and watch.on_open = ${group.on_open} and watch.on_waitlist = ${group.on_waitlist}
    and watch.include_reserved = ${group.include_reserved} and watch.min_seats = ${group.min_seats}`;
}

function wantsOf(group: WatchClass): Wants {
  return {
    onOpen: group.on_open === 1,
    onWaitlist: group.on_waitlist === 1,
    includeReserved: group.include_reserved === 1,
    minSeats: group.min_seats,
  };
}
