// Turns placed readings into section states and snapshots, and tells which sections moved.
import type { Insertable, Kysely } from "kysely";
import { type Availability, classify, openSeats } from "../alerts/rules.ts";
import type { SectionStateTable, Tables } from "../db/schema.ts";
import type { PlacedReading } from "./catalog.ts";
import { chunksOf } from "./chunks.ts";
import type { StoredState } from "./stored.ts";

const SNAPSHOT_EVERY_MS = 3_600_000;

/** A section whose seats were told, with the reading before where there was one. */
export interface Move {
  readonly sectionId: number;
  readonly previous: StoredState | undefined;
  readonly current: Omit<StoredState, "snapshotAt">;
  readonly changed: boolean;
}

/** Readings whose seats are unknown make no move: the state stays what was last known. */
export function movesOf(placed: readonly PlacedReading[], opensBeyondWaitlist: boolean): readonly Move[] {
  return placed.flatMap(({ reading, id, stored }) => {
    const { seats } = reading;
    const status = classify(seats, reading.cancelled, opensBeyondWaitlist);
    if (status === "unknown") return [];
    const current = {
      status,
      capacity: seats.capacity,
      enrolled: seats.enrolled,
      open: openSeats(seats),
      reservedOpen: seats.reservedOpen,
      waitCapacity: seats.waitCapacity,
      waitCount: seats.waitCount,
    };
    return [{ sectionId: id, previous: stored?.state, current, changed: differs(stored?.state, current) }];
  });
}

export async function writeStates(
  db: Kysely<Tables>,
  moves: readonly Move[],
  observedAt: number,
  sourceTime: number | null,
): Promise<void> {
  for (const part of chunksOf(moves.filter(move => !move.changed).map(move => move.sectionId))) {
    await db
      .updateTable("section_state")
      .set({ observed_at: observedAt, source_time: sourceTime })
      .where("section_id", "in", part)
      .execute();
  }
  for (const move of moves) {
    if (move.changed) await upsertState(db, move, observedAt, sourceTime);
  }
  await writeSnapshots(db, moves, observedAt);
}

async function upsertState(db: Kysely<Tables>, move: Move, at: number, sourceTime: number | null): Promise<void> {
  const { current } = move;
  const columns: Omit<Insertable<SectionStateTable>, "section_id"> = {
    status: current.status,
    capacity: current.capacity,
    enrolled: current.enrolled,
    open: current.open,
    reserved_open: current.reservedOpen,
    wait_capacity: current.waitCapacity,
    wait_count: current.waitCount,
    observed_at: at,
    source_time: sourceTime,
    changed_at: at,
    snapshot_at: at,
  };
  await db
    .insertInto("section_state")
    .values({ section_id: move.sectionId, ...columns })
    .onConflict(conflict => conflict.column("section_id").doUpdateSet(columns))
    .execute();
}

/** On change, and every hour so that a chart has points and shows that we looked. */
async function writeSnapshots(db: Kysely<Tables>, moves: readonly Move[], at: number): Promise<void> {
  const hourly = moves.filter(move => !move.changed && (move.previous?.snapshotAt ?? 0) + SNAPSHOT_EVERY_MS <= at);
  for (const part of chunksOf(hourly.map(move => move.sectionId))) {
    await db.updateTable("section_state").set({ snapshot_at: at }).where("section_id", "in", part).execute();
  }
  const due = [...moves.filter(move => move.changed), ...hourly];
  for (const part of chunksOf(due)) {
    await db
      .insertInto("snapshot")
      .values(
        part.map(({ sectionId, current }) => ({
          section_id: sectionId,
          at,
          status: current.status,
          capacity: current.capacity,
          enrolled: current.enrolled,
          open: current.open,
          wait_count: current.waitCount,
        })),
      )
      .execute();
  }
}

function differs(previous: StoredState | undefined, current: Availability & Move["current"]): boolean {
  if (previous === undefined) return true;
  return (
    previous.status !== current.status ||
    previous.capacity !== current.capacity ||
    previous.enrolled !== current.enrolled ||
    previous.open !== current.open ||
    previous.reservedOpen !== current.reservedOpen ||
    previous.waitCapacity !== current.waitCapacity ||
    previous.waitCount !== current.waitCount
  );
}
