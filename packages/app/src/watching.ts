// What a visitor can do: ask for a watch, confirm it, stop it. Answers never tell whether an address is known.
import type { Database } from "./db/open.ts";
import type { SectionItem } from "./queries.ts";
import { createWatch } from "./watching/create.ts";
import { confirm, peek, unsubscribe } from "./watching/links.ts";

export type CreateWatchResult =
  /** The same for new, pending, armed and suppressed addresses: only the mailbox learns the difference. */
  | { readonly kind: "confirm-sent"; readonly section: SectionItem; readonly openNow: boolean }
  | { readonly kind: "invalid-email" }
  | { readonly kind: "unknown-section" }
  /** The term is over or the section was cancelled. */
  | { readonly kind: "ended"; readonly section: SectionItem };

export type ConfirmResult =
  | { readonly kind: "confirmed"; readonly section: SectionItem; readonly openNow: boolean }
  /** The link was used before and its watch lives: say so kindly. */
  | { readonly kind: "already-confirmed"; readonly section: SectionItem; readonly openNow: boolean }
  /** Unknown, expired, or of a watch that was stopped since. */
  | { readonly kind: "invalid" };

export type UnsubscribeResult =
  /** Idempotent: a second use answers the same. `sections` are those the link stands for. */
  { readonly kind: "unsubscribed"; readonly sections: readonly SectionItem[] } | { readonly kind: "invalid" };

/** What a link would do, learned without using it: GET pages show it beside a button. */
export type PeekResult =
  | { readonly kind: "confirm"; readonly section: SectionItem; readonly used: boolean }
  | { readonly kind: "unsubscribe"; readonly scope: "watch" | "all"; readonly sections: readonly SectionItem[] }
  | { readonly kind: "invalid" };

export interface Watching {
  createWatch(email: string, sectionId: number): Promise<CreateWatchResult>;
  /** Takes any text: what is no token is `invalid`. */
  peek(token: string): Promise<PeekResult>;
  confirmWatch(token: string): Promise<ConfirmResult>;
  unsubscribe(token: string): Promise<UnsubscribeResult>;
}

export interface WatchingOptions {
  readonly database: Database;
  readonly now?: () => number;
}

export function createWatching({ database, now = Date.now }: WatchingOptions): Watching {
  const db = database.kysely;
  return {
    createWatch: (email, sectionId) => createWatch(db, email, sectionId, now()),
    peek: token => peek(db, token, now()),
    confirmWatch: token => confirm(db, token, now()),
    unsubscribe: token => unsubscribe(db, token, now()),
  };
}
