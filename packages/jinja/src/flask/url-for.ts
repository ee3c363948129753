// Flask's `url_for` over the rules of an app: endpoints of the same blueprint, anchors, and URLs with their host.
import { valueError } from "../errors.ts";
import { str } from "../values/text.ts";
import { truth } from "../values/truth.ts";
import { withSignature } from "../values/callable.ts";
import { quoteFragment } from "./quote.ts";
import type { UrlMap } from "./url-map.ts";

/** What a URL depends on beside its endpoint: the request that is being answered. */
export interface UrlPlace {
  readonly scheme: string;
  readonly host: string;
  /** Path that the app is mounted at, "" for the root. */
  readonly rootPath: string;
  /** For endpoints that start with a dot. */
  readonly blueprint: string | null;
  /** Rules that take it are preferred. */
  readonly method: string | null;
  /** Whether URLs begin with scheme and host unless told; within a request they do not. */
  readonly external: boolean;
}

/** Adds values that a template need not give, as functions of `@app.url_defaults` do. */
export type UrlDefaults = (endpoint: string, values: Map<string, unknown>) => void;

/** `url_for(endpoint, _anchor, _method, _scheme, _external, **values)`. */
export type UrlFor = (endpoint: unknown, keywords: ReadonlyMap<string, unknown>) => string;

/** `place` is asked at each call. Throws BuildError. */
export function createUrlFor(map: UrlMap, place: () => UrlPlace, defaults?: UrlDefaults): UrlFor {
  const urlFor: UrlFor = (given, keywords) => {
    const at = place();
    const { values, anchor, method, scheme, external } = sorted(keywords);
    if (scheme !== null && external === false) {
      throw valueError("When specifying '_scheme', '_external' must be True.");
    }
    const endpoint = absolute(str(given), at.blueprint);
    defaults?.(endpoint, values);
    const path = at.rootPath.replace(/\/+$/, "") + map.build(endpoint, values, method, at.method);
    const isExternal = external ?? (at.external || scheme !== null);
    return (isExternal ? originOf(at, scheme) : "") + path + (anchor === null ? "" : `#${quoteFragment(anchor)}`);
  };
  return withSignature(urlFor, { parameters: ["endpoint"], required: 1, kwargs: true });
}

interface Sorted {
  readonly values: Map<string, unknown>;
  anchor: string | null;
  method: string | null;
  scheme: string | null;
  external: boolean | null;
}

/** Flask's own keywords apart from the values. */
function sorted(keywords: ReadonlyMap<string, unknown>): Sorted {
  const found: Sorted = { values: new Map(), anchor: null, method: null, scheme: null, external: null };
  for (const [name, value] of keywords) {
    if (value === null || value === undefined) continue;
    if (name === "_anchor") found.anchor = str(value);
    else if (name === "_method") found.method = str(value);
    else if (name === "_scheme") found.scheme = str(value);
    else if (name === "_external") found.external = truth(value);
    else found.values.set(name, value);
  }
  return found;
}

/** Within a blueprint ".list" is the blueprint's own endpoint; outside of any it is the app's. */
function absolute(endpoint: string, blueprint: string | null): string {
  if (!endpoint.startsWith(".")) return endpoint;
  return blueprint === null ? endpoint.slice(1) : blueprint + endpoint;
}

function originOf(place: UrlPlace, scheme: string | null): string {
  const asked = scheme ?? place.scheme;
  // Werkzeug knows two schemes; an empty one leaves it to the page that holds the link.
  const used = asked === "" ? "" : asked === "https" || asked === "wss" ? "https:" : "http:";
  return `${used}//${place.host}`;
}
