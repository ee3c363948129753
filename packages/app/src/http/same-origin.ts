// Cross-site request forgery: who may post a form to us.
import type { AppRequest } from "@seatstack/appserver/application";
import { HttpFault } from "./faults.ts";

/**
 * Throws 403 for a form that another site made the browser send: the check of Go's net/http CrossOriginProtection
 * and OWASP's Fetch Metadata policy. `Sec-Fetch-Site` decides where the browser sends it (every current browser does
 * over HTTPS); otherwise `Origin` must name the host that was asked; `null` names nobody. A client that sends
 * neither is no browser, and so carries nobody's cookies that could be abused.
 *
 * There is no token in the form on purpose: these forms work without signing in, so no cookie gives a forged request
 * any power, and setting one for the token would make every page with a form private and uncacheable.
 */
export function assertSameOrigin(request: AppRequest): void {
  const site = request.header("sec-fetch-site");
  if (site !== undefined ? site === "same-origin" || site === "none" : isOwnOrigin(request)) return;
  throw new HttpFault(403, "The form came from another site. Please open the page here and send it again.");
}

function isOwnOrigin(request: AppRequest): boolean {
  const origin = request.header("origin");
  if (origin === undefined) return true;
  const parsed = URL.parse(origin);
  return parsed !== null && parsed.origin === origin.toLowerCase() && parsed.host === hostOf(request);
}

/** The asked host as the URL parser writes it: lower case, without the scheme's own port. */
function hostOf(request: AppRequest): string | undefined {
  return URL.parse(`${request.scheme}://${request.host}`)?.host;
}
