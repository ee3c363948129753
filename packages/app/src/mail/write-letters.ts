// From claimed deliveries to letters: looks up who and what, drops what nobody wants any more, mints the links' tokens.
import { createHash } from "node:crypto";
import type { Insertable, Kysely } from "kysely";
import type { Tables, TokenTable, WatchState } from "../db/schema.ts";
import { chunksOf } from "../poller/chunks.ts";
import { itemOf, type SectionRow, uncountedSectionQuery } from "../queries/sections.ts";
import { mintToken } from "../tokens/tokens.ts";
import { alertWords, alreadyWords, confirmWords, type Letter, type OpenedSection, type Words } from "./letter.ts";
import type { ClaimedMessage, Delivery } from "./outbox.ts";

export interface WrittenLetter {
  readonly message: ClaimedMessage;
  /** undefined: nobody wants it. */
  readonly letter: Letter | undefined;
  /** Deliveries of the message that it does not contain. */
  readonly unwanted: readonly number[];
}

/** A delivery with everything that its words need. */
interface Subject extends SectionRow {
  readonly delivery_id: number;
  readonly address: string;
  readonly verified_at: number | null;
  readonly revoked_at: number | null;
  readonly suppressed: string | null;
  readonly watch_id: number;
  readonly watch_state: WatchState;
  readonly event_open: number | null;
  readonly event_at: number | null;
}

/** The rows of the tokens in the letters are written before the letters are returned. */
export async function writeLetters(
  db: Kysely<Tables>,
  messages: readonly ClaimedMessage[],
  publicUrl: string,
  now: number,
): Promise<readonly WrittenLetter[]> {
  const subjects = await readSubjects(db, messages);
  const minter = new Minter(publicUrl, now);
  const letters = messages.map(message => writeLetter(message, subjects, minter));
  for (const rows of chunksOf(minter.rows)) await db.insertInto("token").values(rows).execute();
  return letters;
}

async function readSubjects(
  db: Kysely<Tables>,
  messages: readonly ClaimedMessage[],
): Promise<ReadonlyMap<number, Subject>> {
  const ids = messages.flatMap(message => message.deliveries.map(delivery => delivery.id));
  const found = new Map<number, Subject>();
  for (const part of chunksOf(ids)) {
    const rows = await subjectQuery(db).where("delivery.id", "in", part).execute();
    for (const row of rows) found.set(row.delivery_id, row);
  }
  return found;
}

function subjectQuery(db: Kysely<Tables>) {
  return uncountedSectionQuery(db)
    .innerJoin("watch", "watch.section_id", "section.id")
    .innerJoin("delivery", "delivery.watch_id", "watch.id")
    .innerJoin("contact", "contact.id", "delivery.contact_id")
    .leftJoin("seat_event", "seat_event.id", "delivery.event_id")
    .leftJoin("suppression", join =>
      join.onRef("suppression.kind", "=", "contact.kind").onRef("suppression.address", "=", "contact.address"),
    )
    .select(["delivery.id as delivery_id", "watch.id as watch_id", "watch.state as watch_state"])
    .select(["contact.address", "contact.verified_at", "contact.revoked_at", "suppression.address as suppressed"])
    .select(["seat_event.open as event_open", "seat_event.observed_at as event_at"]);
}

function writeLetter(message: ClaimedMessage, subjects: ReadonlyMap<number, Subject>, minter: Minter): WrittenLetter {
  const wanted: Subject[] = [];
  const unwanted: number[] = [];
  for (const delivery of message.deliveries) {
    const subject = subjects.get(delivery.id);
    if (subject !== undefined && isWanted(delivery, subject)) wanted.push(subject);
    else unwanted.push(delivery.id);
  }
  const [first] = wanted;
  if (first === undefined) return { message, letter: undefined, unwanted };
  return { message, letter: letterOf(message, first, wanted, minter), unwanted };
}

/** Between queueing and sending a watch may have been stopped, confirmed, or its address blocked. */
function isWanted(delivery: Delivery, subject: Subject): boolean {
  if (subject.suppressed !== null || subject.revoked_at !== null) return false;
  switch (delivery.kind) {
    case "alert":
      return subject.watch_state === "armed" || subject.watch_state === "fired";
    case "confirm":
      return subject.watch_state === "pending";
    case "already":
      return subject.watch_state === "armed" || subject.watch_state === "paused";
    default:
      throw delivery.kind satisfies never;
  }
}

function letterOf(message: ClaimedMessage, first: Subject, wanted: readonly Subject[], minter: Minter): Letter {
  const [delivery] = message.deliveries;
  const unsubscribeUrl =
    delivery.kind === "alert" ? minter.stopAll(delivery.contact_id) : minter.stopOne(delivery, first);
  return {
    key: message.key,
    queuedAt: delivery.created_at,
    to: first.address,
    messageId: minter.messageId(`${message.key}:${delivery.created_at}`),
    unsubscribeUrl,
    ...wordsOf(delivery, first, wanted, minter, unsubscribeUrl),
  };
}

function wordsOf(
  delivery: Delivery,
  first: Subject,
  wanted: readonly Subject[],
  minter: Minter,
  unsubscribeUrl: string,
): Words {
  switch (delivery.kind) {
    case "alert":
      return alertWords(
        wanted.map(subject => openedSection(delivery, subject, minter)),
        unsubscribeUrl,
      );
    case "confirm":
      return confirmWords(itemOf(first), minter.confirm(delivery, first), unsubscribeUrl);
    case "already":
      return alreadyWords(itemOf(first), minter.page(first.id), unsubscribeUrl);
    default:
      throw delivery.kind satisfies never;
  }
}

function openedSection(delivery: Delivery, subject: Subject, minter: Minter): OpenedSection {
  return {
    section: itemOf(subject),
    open: subject.event_open,
    openedAt: subject.event_at ?? delivery.created_at,
    pageUrl: minter.page(subject.id),
    stopUrl: minter.stopOne(delivery, subject),
  };
}

/** Makes links, and collects the rows of their tokens. */
class Minter {
  readonly rows: Insertable<TokenTable>[] = [];
  readonly #publicUrl: string;
  readonly #host: string;
  readonly #now: number;

  constructor(publicUrl: string, now: number) {
    this.#publicUrl = publicUrl;
    this.#host = URL.parse(publicUrl)?.hostname ?? "localhost";
    this.#now = now;
  }

  page(sectionId: number): string {
    return `${this.#publicUrl}/section/${sectionId}`;
  }

  confirm(delivery: Delivery, { watch_id: watchId }: Subject): string {
    return `${this.#publicUrl}/confirm/${this.#mint("confirm", delivery.contact_id, watchId)}`;
  }

  stopOne(delivery: Delivery, { watch_id: watchId }: Subject): string {
    return `${this.#publicUrl}/u/${this.#mint("unsubscribe", delivery.contact_id, watchId)}`;
  }

  stopAll(contactId: number): string {
    return `${this.#publicUrl}/u/${this.#mint("unsubscribe", contactId, null)}`;
  }

  messageId(key: string): string {
    return `<${createHash("sha256").update(key).digest("hex").slice(0, 32)}@${this.#host}>`;
  }

  #mint(purpose: "confirm" | "unsubscribe", contactId: number, watchId: number | null): string {
    const { token, row } = mintToken({ purpose, contactId, watchId }, this.#now);
    this.rows.push(row);
    return token;
  }
}
