// Every address of the site in one table, and the one place where a request becomes an answer.
import type { Application, AppRequest, AppResponse } from "@seatstack/appserver/application";
import { withoutBody } from "../http/answers.ts";
import { Routes } from "../http/routes.ts";
import { coursePage, termPage, termsPage } from "./catalog.ts";
import { answerError } from "./errors.ts";
import { landingPage } from "./landing.ts";
import { confirm, confirmPage, unsubscribe, unsubscribePage } from "./links.ts";
import { asset, favicon, health, healthz, robots, sitemap } from "./machines.ts";
import { searchPage, subjectsApi } from "./search.ts";
import { sectionHistory, sectionPage } from "./section.ts";
import { statusPage } from "./status.ts";
import { createWatch, watchingPage } from "./watch.ts";
import type { Site } from "./site.ts";

/** The application over an open site; closing it closes the site's database. */
export function applicationOf(site: Site): Application {
  const routes = routesOf(site);
  return {
    handle: request => handle(site, routes, request),
    close: () => site.database.close(),
  };
}

function routesOf(site: Site): Routes {
  const routes = new Routes();
  routes.get("/", landingPage(site));
  routes.get("/search", searchPage(site));
  routes.get("/api/subjects/search", subjectsApi(site));
  routes.get("/terms", termsPage(site));
  routes.get("/t/:term", termPage(site));
  routes.get("/t/:term/:course", coursePage(site));
  routes.get("/section/:id", sectionPage(site));
  routes.get("/section/:id/history.json", sectionHistory(site));
  routes.get("/section/:id/watching", watchingPage(site));
  routes.post("/watch", createWatch(site));
  routes.get("/confirm/:token", confirmPage(site));
  routes.post("/confirm/:token", confirm(site));
  routes.get("/u/:token", unsubscribePage(site));
  routes.post("/u/:token", unsubscribe(site));
  routes.get("/status", statusPage(site));
  routes.get("/health", health);
  routes.get("/healthz", healthz(site));
  routes.get("/robots.txt", robots(site));
  routes.get("/sitemap.xml", sitemap(site));
  routes.get("/favicon.ico", favicon(site));
  routes.get("/assets/:file", asset(site));
  return routes;
}

function handle(site: Site, routes: Routes, request: AppRequest): AppResponse | Promise<AppResponse> {
  try {
    const answer = routes.dispatch(request);
    return answer instanceof Promise ? answer.catch((error: unknown) => failed(site, request, error)) : answer;
  } catch (error) {
    return failed(site, request, error);
  }
}

function failed(site: Site, request: AppRequest, error: unknown): AppResponse {
  const answer = answerError(site, request, error);
  return request.method === "HEAD" ? withoutBody(answer) : answer;
}
