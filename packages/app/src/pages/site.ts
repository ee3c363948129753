// What every page is made of: the queries, what is remembered of them, and how a view becomes a response.
import { hash } from "node:crypto";
import type { AppResponse } from "@seatstack/appserver/application";
import type { Logger } from "@seatstack/shared/logger";
import type { Assets } from "../assets.ts";
import type { Database } from "../db/open.ts";
import { versioned } from "../http/conditional.ts";
import type { Call } from "../http/routes.ts";
import type { Queries } from "../queries.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Templates } from "../templates.ts";
import type { Watching } from "../watching.ts";

export interface Site {
  readonly queries: Queries;
  readonly watching: Watching;
  readonly database: Database;
  /** Views that every visitor shares: a handful of keys. */
  readonly shared: Snapshot;
  /** Views by section, course or search text: many keys, so that they cannot push out the shared ones. */
  readonly visited: Snapshot;
  readonly templates: Templates;
  readonly assets: Assets;
  /** Origin that machine-read links start with (`[seats] public_url`), without a slash at its end. */
  readonly publicUrl: string;
  readonly log: Logger;
  readonly now: () => number;
}

/** A template's context with the entity tag of the page that it makes. */
export interface Tagged<View> {
  readonly tag: string;
  readonly view: View;
}

/** The tag comes from the content, so all workers agree on it; weak, because the edge compresses. */
export function tagged<View extends object>(site: Site, view: View): Tagged<View> {
  const digest = hash("sha256", site.templates.fingerprint + JSON.stringify(view), "base64url");
  return { tag: `W/"${digest.slice(0, 16)}"`, view };
}

/** Renders unless the visitor has this very version. */
export function showPage(site: Site, call: Call, template: string, page: Tagged<object>): AppResponse {
  return versioned(call.request, page.tag, () => site.templates.render(template, page.view));
}

/** Goes on at once with a value that is at hand: the hot path stays synchronous. */
export function whenReady<T, R>(value: T | Promise<T>, use: (value: T) => R): R | Promise<R> {
  return value instanceof Promise ? value.then(use) : use(value);
}

/** Whole numbers as the database makes ids; anything else is undefined. */
export function parseId(raw: string | undefined): number | undefined {
  if (raw === undefined || !/^[1-9][0-9]{0,14}$/.test(raw)) return undefined;
  return Number(raw);
}
