// The pages of what went wrong: friendly to people, RFC 9457 problems to programs, and never a stack or a path.
import type { AppRequest, AppResponse } from "@seatstack/appserver/application";
import { CACHE, html, text } from "../http/answers.ts";
import { HttpFault } from "../http/faults.ts";
import type { Site } from "./site.ts";

const TITLES: Readonly<Record<number, string>> = {
  400: "That was not understood",
  403: "Not from here",
  404: "This seat is empty",
  405: "Not that way",
  413: "Too much",
  415: "Not a form",
  500: "That was our fault",
};

/** Answers anything thrown; only what is not an `HttpFault` is our error and logged with its stack. */
export function answerError(site: Site, request: AppRequest, error: unknown): AppResponse {
  if (error instanceof HttpFault) return answerFault(site, request, error, "");
  site.log.error({ err: error, request: request.id, method: request.method }, "a page failed");
  const fault = new HttpFault(
    500,
    "Something broke while making this page. It has been written down; please try again.",
  );
  try {
    return answerFault(site, request, fault, request.id);
  } catch (error) {
    site.log.error({ err: error, request: request.id }, "the error page failed too");
    return text(500, `${fault.message}\n`, CACHE.private);
  }
}

function answerFault(site: Site, request: AppRequest, fault: HttpFault, reference: string): AppResponse {
  const title = TITLES[fault.status] ?? "That did not work";
  if (isForProgram(request.target)) return problem(fault, title);
  const body = site.templates.render("error.html", { here: "error", title, text: fault.message, reference });
  return html(fault.status, body, CACHE.private, fault.headers);
}

function isForProgram(target: string): boolean {
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  return path.startsWith("/api/") || path.endsWith(".json");
}

function problem(fault: HttpFault, title: string): AppResponse {
  return {
    status: fault.status,
    headers: ["content-type", "application/problem+json", "cache-control", CACHE.private, ...fault.headers],
    body: JSON.stringify({ title, status: fault.status, detail: fault.message }),
  };
}
