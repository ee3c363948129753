// Flask's flashed messages: kept in the session from one request to the next, taken out by the page that shows them.
import { contains } from "../values/contains.ts";
import { truth } from "../values/truth.ts";
import { withSignature } from "../values/callable.ts";
import { type Tuple, tuple } from "../values/tuple.ts";

/** The app's session as it was loaded: a Map, or a plain object. */
export type Session = Map<unknown, unknown> | Record<string, unknown>;

/** Where the session keeps them. */
const KEY = "_flashes";

/** Shown by the next page that asks for it. Changes the session, which the app then saves. */
export function flash(session: Session, message: string, category = "message"): void {
  const flashes = [...flashesIn(session), [category, message] as const];
  if (session instanceof Map) session.set(KEY, flashes);
  else session[KEY] = flashes;
}

export type GetFlashedMessages = (withCategories?: unknown, filter?: unknown) => unknown[];

/** `get_flashed_messages(with_categories=False, category_filter=())` of one request: the first call empties the session. */
export function createGetFlashedMessages(scope: () => { readonly session: Session }): GetFlashedMessages {
  // By request, not by session: an app may keep one session object for several requests.
  const taken = new WeakMap<object, readonly Tuple[]>();
  const get: GetFlashedMessages = (withCategories: unknown = false, filter: unknown = []): unknown[] => {
    const current = scope();
    let all = taken.get(current);
    if (all === undefined) taken.set(current, (all = take(current.session)));
    const wanted = truth(filter) ? all.filter(([category]) => contains(category, filter)) : [...all];
    return truth(withCategories) ? wanted : wanted.map(([, message]) => message);
  };
  return withSignature(get, { parameters: ["with_categories", "category_filter"] });
}

function take(session: Session): readonly Tuple[] {
  const flashes = flashesIn(session).map(([category, message]) => tuple(category, message));
  if (session instanceof Map) session.delete(KEY);
  else delete session[KEY];
  return flashes;
}

function flashesIn(session: Session): readonly (readonly [unknown, unknown])[] {
  const found = session instanceof Map ? session.get(KEY) : Object.hasOwn(session, KEY) ? session[KEY] : undefined;
  return Array.isArray(found) ? (found as [unknown, unknown][]) : [];
}
