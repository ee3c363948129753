// Every address of the site by its name, in Flask's words: what the router answers to, and what templates link to.
import { createUrlFor, type UrlFor, UrlMap, type UrlPlace } from "@seatstack/jinja/flask";
import type { Assets } from "../assets.ts";

/** Rules as Werkzeug writes them. */
export const URLS = {
  landing: "/",
  search: "/search",
  subjects: "/api/subjects/search",
  terms: "/terms",
  term: "/t/<term>",
  course: "/t/<term>/<course>",
  section: "/section/<int:id>",
  history: "/section/<int:id>/history.json",
  watching: "/section/<int:id>/watching",
  watch: "/watch",
  confirm: "/confirm/<token>",
  unsubscribe: "/u/<token>",
  status: "/status",
  health: "/health",
  healthz: "/healthz",
  robots: "/robots.txt",
  sitemap: "/sitemap.xml",
  favicon: "/favicon.ico",
  static: "/assets/<filename>",
} as const;

export type Endpoint = keyof typeof URLS;

/** The rule as the router writes it: `/t/:term/:course`. */
export function routePath(endpoint: Endpoint): string {
  return URLS[endpoint].replaceAll(/<(?:\w+:)?(\w+)>/g, ":$1");
}

/** Pages are the same for every visitor and every host, so links depend on no request and never name a host. */
const ANYWHERE: UrlPlace = { scheme: "", host: "", rootPath: "", blueprint: null, method: null, external: false };

/** `url_for` of our templates; `static` leads to the file's fingerprinted name. */
export function siteUrlFor(assets: Assets): UrlFor {
  return createUrlFor(
    new UrlMap(URLS),
    () => ANYWHERE,
    (endpoint, values) => {
      if (endpoint === "static") values.set("filename", assets.file(String(values.get("filename"))));
    },
  );
}
