import assert from "node:assert/strict";
import { test } from "node:test";
import type { Application, AppResponse } from "@seatstack/appserver/application";
import { type RequestOptions, bodyOf, formFor, headerOf, requestFor } from "../testing/request.ts";
import { type TestSite, openTestSite } from "../testing/site.ts";

function send(application: Application, fields: Readonly<Record<string, string>>): Promise<AppResponse> {
  return Promise.resolve(application.handle(formFor("/watch", fields)));
}

function raw(application: Application, options: RequestOptions): Promise<AppResponse> {
  return Promise.resolve(application.handle(requestFor("/watch", { method: "POST", ...options })));
}

async function watches({ database }: TestSite): Promise<number> {
  return (await database.kysely.selectFrom("watch").select("id").execute()).length;
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const GOOD = "section=1&email=student%40example.edu";

test("a good form leads by 303 to the page that says what comes next", async t => {
  const site = await openTestSite(t);
  const response = await send(site.application, { section: "1", email: " student@example.edu " });
  assert.equal(response.status, 303);
  assert.equal(headerOf(response, "location"), "/section/1/watching");
  assert.equal(await watches(site), 1);
  const next = await site.application.handle(requestFor("/section/1/watching"));
  assert.equal(next.status, 200);
  assert.match(bodyOf(next), /Check your mailbox/);
  assert.doesNotMatch(bodyOf(next), /student@example\.edu/);
});

test("a bad address gets the form back with the fault beside the field and the value kept", async t => {
  const site = await openTestSite(t);
  for (const email of [
    "",
    "   ",
    "student",
    "a@b@c",
    `"><script>x</script>@example.edu`,
    `${"x".repeat(300)}@example.edu`,
  ]) {
    const response = await send(site.application, { section: "1", email });
    assert.equal(response.status, 422, email);
    const body = bodyOf(response);
    assert.match(body, /<p class="fault" id="email-fault" role="alert">/);
    assert.match(body, /aria-invalid="true" aria-describedby="email-fault"/);
    assert.doesNotMatch(body, /<script>x/);
    assert.equal(headerOf(response, "cache-control"), "private, no-store");
  }
  const kept = await send(site.application, { section: "1", email: "stu&dent" });
  assert.match(bodyOf(kept), /value="stu&amp;dent"/);
  assert.equal(await watches(site), 0);
});

test("nobody else sees what was typed", async t => {
  const { application } = await openTestSite(t);
  await send(application, { section: "1", email: "secret" });
  assert.doesNotMatch(bodyOf(await application.handle(requestFor("/section/1"))), /secret/);
});

test("a form without its section is 400, with an unknown one 404", async t => {
  const { application } = await openTestSite(t);
  for (const section of ["", "x", "-1", "1.5", "01"]) {
    assert.equal((await send(application, { section, email: "a@example.edu" })).status, 400, section);
  }
  assert.equal((await send(application, { email: "a@example.edu" })).status, 400);
  assert.equal((await send(application, { section: "999999", email: "a@example.edu" })).status, 404);
  assert.equal((await send(application, { section: "999999", email: "" })).status, 404);
});

test("a section that is over cannot be watched", async t => {
  const site = await openTestSite(t);
  await site.database.kysely.updateTable("section").set({ cancelled: 1 }).where("id", "=", 1).execute();
  const response = await send(site.application, { section: "1", email: "a@example.edu" });
  assert.equal(response.status, 409);
  assert.match(bodyOf(response), /role="alert">This section has ended or was cancelled/);
  assert.equal(await watches(site), 0);
});

test("another site cannot make a browser send the form", async t => {
  const site = await openTestSite(t);
  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
  ]) {
    const response = await raw(site.application, { headers: { ...FORM, ...headers }, body: GOOD });
    assert.equal(response.status, 403);
    assert.match(bodyOf(response), /came from another site/);
  }
  assert.equal(await watches(site), 0);
  const own = await raw(site.application, { headers: { ...FORM, origin: "https://seats.example" }, body: GOOD });
  assert.equal(own.status, 303);
});

test("another kind of body, a damaged one and a large one are refused", async t => {
  const site = await openTestSite(t);
  const json = { "content-type": "application/json" };
  assert.equal((await raw(site.application, { headers: json, body: "{}" })).status, 415);
  assert.equal((await raw(site.application, { headers: FORM, body: `${GOOD}&email=b%40example.edu` })).status, 400);
  assert.equal((await raw(site.application, { headers: FORM, body: `${GOOD}&x=${"x".repeat(10_000)}` })).status, 413);
  assert.equal(await watches(site), 0);
});

test("an address that is known gets the same answer as one that is not", async t => {
  const { application } = await openTestSite(t);
  const answers = [];
  for (let time = 0; time < 3; time++) answers.push(await send(application, { section: "1", email: "a@example.edu" }));
  assert.deepEqual(answers[1], answers[0]);
  assert.deepEqual(answers[2], answers[0]);
});
