// What a section's seats did: snapshots for the chart, events for the list and the feed.
import type { Kysely } from "kysely";
import type { Tables } from "../db/schema.ts";
import type { HistoryPoint, SeatEventItem } from "../queries.ts";
import { bounded, isId } from "./limits.ts";

const MAX_POINTS = 500;
const MAX_EVENTS = 200;

export async function readHistory(
  db: Kysely<Tables>,
  sectionId: number,
  limit?: number,
): Promise<readonly HistoryPoint[]> {
  if (!isId(sectionId)) return [];
  const rows = await db
    .selectFrom("snapshot")
    .select(["at", "status", "capacity", "enrolled", "open"])
    .where("section_id", "=", sectionId)
    .orderBy("at", "desc")
    .limit(bounded(limit, MAX_POINTS, MAX_POINTS))
    .execute();
  return rows.toReversed();
}

export async function readEvents(
  db: Kysely<Tables>,
  sectionId: number,
  limit?: number,
): Promise<readonly SeatEventItem[]> {
  if (!isId(sectionId)) return [];
  return db
    .selectFrom("seat_event")
    .select(["id", "from_status as from", "to_status as to", "open", "observed_at as at"])
    .where("section_id", "=", sectionId)
    .orderBy("observed_at", "desc")
    .limit(bounded(limit, 50, MAX_EVENTS))
    .execute();
}
