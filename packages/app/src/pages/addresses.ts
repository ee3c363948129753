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
import { routePath } from "./urls.ts";

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
  routes.get(routePath("landing"), landingPage(site));
  routes.get(routePath("search"), searchPage(site));
  routes.get(routePath("subjects"), subjectsApi(site));
  routes.get(routePath("terms"), termsPage(site));
  routes.get(routePath("term"), termPage(site));
  routes.get(routePath("course"), coursePage(site));
  routes.get(routePath("section"), sectionPage(site));
  routes.get(routePath("history"), sectionHistory(site));
  routes.get(routePath("watching"), watchingPage(site));
  routes.post(routePath("watch"), createWatch(site));
  routes.get(routePath("confirm"), confirmPage(site));
  routes.post(routePath("confirm"), confirm(site));
  routes.get(routePath("unsubscribe"), unsubscribePage(site));
  routes.post(routePath("unsubscribe"), unsubscribe(site));
  routes.get(routePath("status"), statusPage(site));
  routes.get(routePath("health"), health);
  routes.get(routePath("healthz"), healthz(site));
  routes.get(routePath("robots"), robots(site));
  routes.get(routePath("sitemap"), sitemap(site));
  routes.get(routePath("favicon"), favicon(site));
  routes.get(routePath("static"), asset(site));
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
