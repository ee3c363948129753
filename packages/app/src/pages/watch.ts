// Asking for a watch: the form's POST, and the page that says to look into the mailbox.
import type { AppResponse } from "@seatstack/appserver/application";
import { CACHE, html, redirect } from "../http/answers.ts";
import { HttpFault, notFound } from "../http/faults.ts";
import { readForm } from "../http/forms.ts";
import type { Call } from "../http/routes.ts";
import { assertSameOrigin } from "../http/same-origin.ts";
import { courseCode, sectionLabel } from "./rows.ts";
import { sectionWithForm } from "./section.ts";
import { type Site, parseId } from "./site.ts";

/** RFC 5321, 4.5.3.1: a path is at most 256 octets with its angle brackets. */
const MAX_EMAIL = 254;

/** `POST /watch` with `section` and `email`: 303 to the page that comes next, or the form again with what is wrong. */
export function createWatch(site: Site): (call: Call) => Promise<AppResponse> {
  return async ({ request }) => {
    assertSameOrigin(request);
    const fields = await readForm(request);
    const id = parseId(fields.get("section"));
    if (id === undefined) throw new HttpFault(400, "The form does not say which section to watch.");
    const email = (fields.get("email") ?? "").trim();
    const again = (fault: string) => sectionWithForm(site, id, 422, { email, fault, notice: "" });
    if (email === "") return again("Enter your email address.");
    if (email.length > MAX_EMAIL) return again("That address is too long to be one.");
    const result = await site.watching.createWatch(email, id);
    switch (result.kind) {
      case "confirm-sent":
        return redirect(303, `/section/${id}/watching`);
      case "invalid-email":
        return again("Enter an email address like name@example.edu.");
      case "ended":
        return sectionWithForm(site, id, 409, {
          email,
          fault: "",
          notice: "This section has ended or was cancelled: it cannot open any more.",
        });
      case "unknown-section":
        throw notFound("There is no such section.");
      default:
        throw result satisfies never;
    }
  };
}

/** Where the form leads: the same words for everyone, so that it tells nobody whether an address is known. */
export function watchingPage(site: Site): (call: Call) => Promise<AppResponse> {
  return async ({ params }) => {
    const id = parseId(params["id"]);
    const section = id === undefined ? undefined : await site.queries.section(id);
    if (section === undefined) throw notFound("There is no such section.");
    const name = `${courseCode(section)} ${sectionLabel(section)}`;
    const open = section.status === "open" ? ` By the way: ${name} has a free seat right now.` : "";
    return html(
      200,
      site.templates.render("token.html", {
        title: "Check your mailbox",
        text: `We sent a message with a link. Confirm it, and we watch ${name} for you.${open}`,
        links: [{ href: `/section/${section.id}`, text: `Back to ${name}` }],
      }),
      CACHE.private,
    );
  };
}
