// The first schema: catalog, live state, watches, the outbox and the poller's memory.
import { type CreateTableBuilder, type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

type Column = "integer" | "bigint" | "text" | "real";
type Schema = Kysely<unknown>["schema"];

/** Times are bigint: milliseconds do not fit PostgreSQL's integer. */
export const initial: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await catalog(db.schema);
    await state(db.schema);
    await watches(db.schema);
    await outbox(db.schema);
    await polling(db.schema);
  },
};

async function catalog(schema: Schema): Promise<void> {
  await keyed(schema, "term", { source: "text", code: "text", name: "text", active: "integer" })
    .$call(nullable({ starts_at: "bigint", ends_at: "bigint", alerts_until: "bigint" }))
    .addUniqueConstraint("term_source_code", ["source", "code"])
    .execute();
  await keyed(schema, "course", { subject: "text", number: "text", title: "text", search: "text" })
    .$call(nullable({ credits: "real" }))
    .$call(reference("term"))
    .addUniqueConstraint("course_term_subject_number", ["term_id", "subject", "number"])
    .execute();
  await keyed(schema, "section", { key: "text", label: "text", meetings: "text" })
    .$call(required({ cancelled: "integer", missing_polls: "integer" }))
    .$call(nullable({ crn: "text", component: "text", campus: "text", instructor: "text" }))
    .$call(nullable({ restrictions: "text", link_group: "text" }))
    .$call(reference("term"))
    .$call(reference("course"))
    .addUniqueConstraint("section_term_course_key", ["term_id", "course_id", "key"])
    .execute();
  await index(schema, "section", ["course_id"]);
}

async function state(schema: Schema): Promise<void> {
  await schema
    .createTable("section_state")
    .addColumn("section_id", "integer", column => column.primaryKey().references("section.id").onDelete("cascade"))
    .$call(required({ status: "text", observed_at: "bigint", changed_at: "bigint", snapshot_at: "bigint" }))
    .$call(nullable({ capacity: "integer", enrolled: "integer", open: "integer", reserved_open: "integer" }))
    .$call(nullable({ wait_capacity: "integer", wait_count: "integer", source_time: "bigint" }))
    .execute();
  await keyed(schema, "snapshot", { at: "bigint", status: "text" })
    .$call(nullable({ capacity: "integer", enrolled: "integer", open: "integer", wait_count: "integer" }))
    .$call(reference("section"))
    .execute();
  await index(schema, "snapshot", ["section_id", "at"]);
  await keyed(schema, "seat_event", { from_status: "text", to_status: "text", observed_at: "bigint" })
    .$call(nullable({ open: "integer" }))
    .addColumn("dedupe_key", "text", column => column.notNull().unique())
    .$call(reference("section"))
    .execute();
  await index(schema, "seat_event", ["section_id", "observed_at"]);
}

async function watches(schema: Schema): Promise<void> {
  await keyed(schema, "contact", { kind: "text", address: "text", bounces: "integer", created_at: "bigint" })
    .$call(nullable({ verified_at: "bigint", consent_at: "bigint", revoked_at: "bigint" }))
    .addUniqueConstraint("contact_kind_address", ["kind", "address"])
    .execute();
  await keyed(schema, "watch", { on_open: "integer", on_waitlist: "integer", on_close: "integer" })
    .$call(required({ include_reserved: "integer", min_seats: "integer", auto_rearm: "integer", alerts: "integer" }))
    .$call(required({ state: "text", latch: "integer", created_at: "bigint" }))
    .$call(nullable({ filter: "text", max_alerts: "integer", quiet_hours: "text", confirmed_at: "bigint" }))
    .$call(reference("contact"))
    .addColumn("section_id", "integer", column => column.references("section.id").onDelete("cascade"))
    .addColumn("course_id", "integer", column => column.references("course.id").onDelete("cascade"))
    .addUniqueConstraint("watch_contact_section", ["contact_id", "section_id"])
    .addCheckConstraint("watch_target", sql`(section_id is null) <> (course_id is null)`)
    .execute();
  await index(schema, "watch", ["section_id", "state", "latch"]);
  await schema
    .createTable("suppression")
    .$call(required({ kind: "text", address: "text", reason: "text", created_at: "bigint" }))
    .addPrimaryKeyConstraint("suppression_pk", ["kind", "address"])
    .execute();
  await keyed(schema, "token", { purpose: "text", created_at: "bigint", expires_at: "bigint" })
    .addColumn("hash", "text", column => column.notNull().unique())
    .$call(nullable({ used_at: "bigint" }))
    .$call(reference("contact"))
    .addColumn("watch_id", "integer", column => column.references("watch.id").onDelete("cascade"))
    .execute();
  await index(schema, "token", ["expires_at"]);
  await index(schema, "token", ["contact_id"]);
  await index(schema, "token", ["watch_id"]);
}

async function outbox(schema: Schema): Promise<void> {
  await keyed(schema, "delivery", { kind: "text", channel: "text", message_key: "text", state: "text" })
    .$call(required({ attempts: "integer", next_at: "bigint", created_at: "bigint" }))
    .$call(nullable({ lease_holder: "text", lease_until: "bigint", sent_at: "bigint", error: "text" }))
    .addColumn("event_id", "integer", column => column.references("seat_event.id").onDelete("cascade"))
    .addColumn("watch_id", "integer", column => column.references("watch.id").onDelete("cascade"))
    .$call(reference("contact"))
    .addUniqueConstraint("delivery_event_watch_channel", ["event_id", "watch_id", "channel"])
    .execute();
  await index(schema, "delivery", ["state", "next_at"]);
  await index(schema, "delivery", ["message_key", "state"]);
  await index(schema, "delivery", ["contact_id", "created_at"]);
  await index(schema, "delivery", ["watch_id"]);
}

async function polling(schema: Schema): Promise<void> {
  await keyed(schema, "fetch_log", { source: "text", term: "text", started_at: "bigint", duration_ms: "integer" })
    .$call(required({ outcome: "text" }))
    .$call(nullable({ sections: "integer", changes: "integer", events: "integer", error: "text" }))
    .execute();
  await index(schema, "fetch_log", ["started_at"]);
  await schema
    .createTable("poll_lease")
    .$call(required({ source: "text", term: "text", holder: "text", expires_at: "bigint" }))
    .addPrimaryKeyConstraint("poll_lease_pk", ["source", "term"])
    .execute();
  await schema
    .createTable("source_state")
    .$call(required({ source: "text", term: "text", paused: "integer", next_at: "bigint", failures: "integer" }))
    .$call(required({ quarantine_readings: "integer" }))
    .$call(nullable({ last_attempt_at: "bigint", last_success_at: "bigint", last_error: "text" }))
    .$call(nullable({ quarantine_since: "bigint", quarantine_hash: "text" }))
    .addPrimaryKeyConstraint("source_state_pk", ["source", "term"])
    .execute();
}

type Builder = CreateTableBuilder<string, string>;

function keyed(schema: Schema, table: string, columns: Record<string, Column>): Builder {
  const builder: Builder = schema
    .createTable(table)
    .addColumn("id", "integer", column => column.primaryKey().autoIncrement());
  return required(columns)(builder);
}

function required(columns: Record<string, Column>): (builder: Builder) => Builder {
  return builder =>
    Object.entries(columns).reduce(
      (table, [name, type]) => table.addColumn(name, type, column => column.notNull()),
      builder,
    );
}

function nullable(columns: Record<string, Column>): (builder: Builder) => Builder {
  return builder => Object.entries(columns).reduce((table, [name, type]) => table.addColumn(name, type), builder);
}

function reference(table: string): (builder: Builder) => Builder {
  return builder =>
    builder.addColumn(`${table}_id`, "integer", column =>
      column.notNull().references(`${table}.id`).onDelete("cascade"),
    );
}

function index(schema: Schema, table: string, columns: readonly string[]): Promise<void> {
  return schema
    .createIndex(`${table}_${columns.join("_")}`)
    .on(table)
    .columns([...columns])
    .execute();
}
