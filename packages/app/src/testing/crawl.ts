// Follows every link of our own from one page, as a visitor and a checker would.
import type { Application, AppResponse } from "@seatstack/appserver/application";
import { bodyOf, headerOf, requestFor } from "./request.ts";

export interface Visit {
  readonly path: string;
  readonly response: AppResponse;
  readonly body: string;
  readonly isHtml: boolean;
}

/** Every page reached, at most `limit`; fragments are checked by `missingFragments`, not followed. */
export async function crawl(application: Application, start: string, limit = 1000): Promise<readonly Visit[]> {
  const queue = [start];
  const seen = new Set(queue);
  const visits: Visit[] = [];
  for (let path = queue.shift(); path !== undefined && visits.length < limit; path = queue.shift()) {
    const response = await application.handle(requestFor(path));
    const isHtml = headerOf(response, "content-type")?.startsWith("text/html") === true;
    const body = bodyOf(response);
    visits.push({ path, response, body, isHtml });
    for (const link of isHtml ? linksOf(body) : []) {
      if (!seen.has(link)) queue.push(link);
      seen.add(link);
    }
  }
  return visits;
}

/** Targets of links, styles and scripts on our own host; those of another host are returned as they are. */
export function linksOf(html: string): readonly string[] {
  const targets = [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, target = ""]) => unescape(target));
  return targets.flatMap(target => {
    const [path = ""] = target.split("#", 1);
    return path === "" ? [] : [path];
  });
}

/** Fragment links whose id is not on their page. */
export function missingFragments(html: string): readonly string[] {
  return [...html.matchAll(/\shref="#([^"]*)"/g)].map(([, id = ""]) => id).filter(id => !html.includes(` id="${id}"`));
}

function unescape(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
