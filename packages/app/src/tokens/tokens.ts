// The secrets in links: 256 random bits in the mail, their SHA-256 in the database, one purpose, an end.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Insertable, Kysely, Selectable } from "kysely";
import type { Tables, TokenPurpose, TokenTable } from "../db/schema.ts";

const BYTES = 32;
const FORM = /^[A-Za-z0-9_-]{43}$/;

const HOUR = 3_600_000;

/** A confirmation is for the next two days; a mail's way out of further mails must outlive the mailbox's patience. */
export const LIFETIME_MS: Readonly<Record<TokenPurpose, number>> = {
  confirm: 48 * HOUR,
  unsubscribe: 400 * 24 * HOUR,
};

export interface TokenSubject {
  readonly purpose: TokenPurpose;
  readonly contactId: number;
  /** null: all watches of the contact. */
  readonly watchId: number | null;
}

export interface MintedToken {
  /** For the link; kept nowhere. */
  readonly token: string;
  readonly row: Insertable<TokenTable>;
}

/** Makes a token and the row that stands for it; the caller inserts the row before the link leaves. */
export function mintToken({ purpose, contactId, watchId }: TokenSubject, now: number): MintedToken {
  const token = randomBytes(BYTES).toString("base64url");
  const row = {
    hash: hashOf(token),
    purpose,
    contact_id: contactId,
    watch_id: watchId,
    created_at: now,
    expires_at: now + LIFETIME_MS[purpose],
    used_at: null,
  };
  return { token, row };
}

/**
 * The row of an unexpired token, used or not; undefined for any other text.
 * The index is searched by hash, so its timing tells nothing about a token; the comparison is constant-time besides.
 */
export async function findToken(
  db: Kysely<Tables>,
  token: string,
  now: number,
): Promise<Selectable<TokenTable> | undefined> {
  if (!FORM.test(token)) return undefined;
  const hash = hashOf(token);
  const row = await db.selectFrom("token").selectAll().where("hash", "=", hash).executeTakeFirst();
  if (row === undefined || row.expires_at <= now) return undefined;
  return timingSafeEqual(Buffer.from(row.hash), Buffer.from(hash)) ? row : undefined;
}

/** Marks a single-use token; false when somebody was faster. */
export async function useToken(db: Kysely<Tables>, id: number, now: number): Promise<boolean> {
  const result = await db
    .updateTable("token")
    .set({ used_at: now })
    .where("id", "=", id)
    .where("used_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
