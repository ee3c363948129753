// The status page: how fresh each source is. Judged by the clock at every request, so that a dead poller shows.
import type { AppResponse } from "@seatstack/appserver/application";
import { CACHE, html } from "../http/answers.ts";
import type { SourceItem } from "../queries.ts";
import type { Site } from "./site.ts";
import { duration, moment } from "./words.ts";

const WORDS = { fresh: "Fresh", stale: "Stale", paused: "Paused" } as const;

export function statusPage(site: Site): () => Promise<AppResponse> {
  return async () => {
    const sources = await site.queries.sources();
    const view = {
      here: "status",
      now: moment(site.now()),
      summary: summaryOf(sources),
      sources: sources.map(sourceView),
    };
    return html(200, site.templates.render("status.html", view), CACHE.private);
  };
}

function sourceView(source: SourceItem): object {
  return {
    name: `${source.source}, ${source.termName}`,
    detail: detailOf(source),
    state: source.health,
    word: WORDS[source.health],
    lastSuccess: source.lastSuccessAt === null ? undefined : moment(source.lastSuccessAt),
    every: duration(source.intervalMs),
    sections: source.sections,
  };
}

function detailOf(source: SourceItem): string {
  if (source.quarantined) return "Its last readings lost too many sections at once; we wait until they make sense.";
  if (source.failures === 0) return "";
  return source.failures === 1 ? "The last reading failed." : `The last ${source.failures} readings failed.`;
}

function summaryOf(sources: readonly SourceItem[]): string {
  if (sources.length === 0) return "";
  const troubled = sources.filter(source => source.health !== "fresh").length;
  if (troubled === 0) return "Every source is fresh.";
  return `${troubled} of ${sources.length} sources ${troubled === 1 ? "is" : "are"} not fresh.`;
}
