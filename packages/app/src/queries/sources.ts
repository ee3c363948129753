// How well each source × term is doing.
import { type Kysely, sql } from "kysely";
import type { Tables } from "../db/schema.ts";
import type { SourceItem } from "../queries.ts";

/** A source is stale when it was not read for three intervals, and never before this. */
const LEAST_STALE_MS = 10_000;

export async function readSources(db: Kysely<Tables>, intervalMs: number, now: number): Promise<readonly SourceItem[]> {
  const rows = await db
    .selectFrom("term")
    .leftJoin("source_state as state", join =>
      join.onRef("state.source", "=", "term.source").onRef("state.term", "=", "term.code"),
    )
    .where("term.active", "=", 1)
    .select(["term.source", "term.code", "term.name", "state.paused", "state.failures", "state.quarantine_since"])
    .select(["state.last_success_at", "state.last_attempt_at"])
    .select(sql<number>`(select count(*) from section where section.term_id = term.id)`.as("sections"))
    .orderBy("term.source")
    .orderBy("term.starts_at")
    .execute();
  return rows.map(row => ({
    source: row.source,
    termCode: row.code,
    termName: row.name,
    health: healthOf(row, Math.max(3 * intervalMs, LEAST_STALE_MS), now),
    quarantined: row.quarantine_since !== null,
    lastSuccessAt: row.last_success_at,
    lastAttemptAt: row.last_attempt_at,
    failures: row.failures ?? 0,
    sections: row.sections,
    intervalMs,
  }));
}

interface HealthColumns {
  readonly paused: number | null;
  readonly quarantine_since: number | null;
  readonly last_success_at: number | null;
}

function healthOf(row: HealthColumns, staleMs: number, now: number): SourceItem["health"] {
  if (row.paused === 1 || row.quarantine_since !== null) return "paused";
  return row.last_success_at !== null && now - row.last_success_at <= staleMs ? "fresh" : "stale";
}
