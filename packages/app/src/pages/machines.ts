// What programs ask for: health checks, robots.txt, the sitemap, and our assets where no edge serves them.
import type { AppResponse } from "@seatstack/appserver/application";
import { messageOf } from "@seatstack/shared/errors";
import { CACHE, redirect, text, xml } from "../http/answers.ts";
import { notFound } from "../http/faults.ts";
import type { Call } from "../http/routes.ts";
import { coursePath, termPath } from "./rows.ts";
import type { Site } from "./site.ts";

/** sitemaps.org: at most 50,000 addresses in one file. */
const MAX_URLS = 50_000;
const OK = text(200, "ok\n", "no-store");

/** Alive: the event loop answers. */
export function health(): AppResponse {
  return OK;
}

/** Able to serve: the database answers too. */
export function healthz(site: Site): () => AppResponse {
  return () => {
    try {
      site.database.version();
      return OK;
    } catch (error) {
      site.log.error({ error: messageOf(error) }, "health check: the database does not answer");
      return text(503, "database unavailable\n", "no-store", ["retry-after", "5"]);
    }
  };
}

export function robots(site: Site): () => AppResponse {
  const rules = ["/confirm/", "/u/", "/api/", "/watch", "/search"].map(path => `Disallow: ${path}`);
  const answer = text(
    200,
    ["User-agent: *", ...rules, "", `Sitemap: ${site.publicUrl}/sitemap.xml`, ""].join("\n"),
    CACHE.minutes,
  );
  return () => answer;
}

export function sitemap(site: Site): () => Promise<AppResponse> {
  return async () => {
    const terms = await site.queries.terms();
    const courses = await Promise.all(terms.map(term => site.queries.courses(term.code)));
    const paths = [
      "/",
      "/terms",
      "/status",
      ...terms.map(term => termPath(term.code)),
      ...courses.flat().map(course => coursePath(course.termCode, course.slug)),
    ];
    const urls = paths.slice(0, MAX_URLS).map(path => `<url><loc>${escapeXml(site.publicUrl + path)}</loc></url>`);
    return xml(
      `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join("\n")}\n</urlset>\n`,
      CACHE.minutes,
    );
  };
}

/** Behind our edge nothing comes here; a foreign proxy in front of `bind` may pass everything on. */
export function asset(site: Site): (call: Call) => AppResponse {
  return ({ params }) => {
    const found = site.assets.find(params["filename"] ?? "");
    if (found === undefined) throw notFound("There is no such file.");
    return {
      status: 200,
      headers: ["content-type", found.type, "cache-control", CACHE.immutable, "x-content-type-options", "nosniff"],
      body: found.content,
    };
  };
}

export function favicon(site: Site): () => AppResponse {
  return () => redirect(303, site.assets.url("favicon.svg"));
}

function escapeXml(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
