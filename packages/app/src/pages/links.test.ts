import assert from "node:assert/strict";
import { test } from "node:test";
import type { AppResponse } from "@seatstack/appserver/application";
import type { WatchState } from "../db/schema.ts";
import { type RequestOptions, bodyOf, formFor, headerOf, requestFor } from "../testing/request.ts";
import { type TestSite, openTestSite } from "../testing/site.ts";
import { mintToken } from "../tokens/tokens.ts";

interface Links {
  readonly confirm: string;
  readonly stop: string;
}

/** What the messages to somebody who asked for a watch would hold. */
async function askedFor(site: TestSite): Promise<Links> {
  await site.application.handle(formFor("/watch", { section: "1", email: "student@example.edu" }));
  const watch = await site.database.kysely.selectFrom("watch").selectAll().executeTakeFirstOrThrow();
  const subject = { contactId: watch.contact_id, watchId: watch.id };
  const confirm = mintToken({ purpose: "confirm", ...subject }, Date.now());
  const stop = mintToken({ purpose: "unsubscribe", ...subject }, Date.now());
  await site.database.kysely.insertInto("token").values([confirm.row, stop.row]).execute();
  return { confirm: `/confirm/${confirm.token}`, stop: `/u/${stop.token}` };
}

async function stateOf({ database }: TestSite): Promise<WatchState> {
  return (await database.kysely.selectFrom("watch").select("state").executeTakeFirstOrThrow()).state;
}

function call(site: TestSite, target: string, options: RequestOptions = {}): Promise<AppResponse> {
  return Promise.resolve(site.application.handle(requestFor(target, options)));
}

const OWN = { method: "POST", headers: { "sec-fetch-site": "same-origin" } };

test("opening a link does nothing: mail scanners open all of them", async t => {
  const site = await openTestSite(t);
  const links = await askedFor(site);
  for (const link of [links.confirm, links.stop]) {
    const response = await call(site, link);
    assert.equal(response.status, 200);
    assert.match(bodyOf(response), new RegExp(`<form action="${link}" method="post">`));
    assert.equal((await call(site, link, { method: "HEAD" })).status, 200);
  }
  assert.equal(await stateOf(site), "pending");
});

test("the button confirms, and the page afterwards may be opened and pressed again", async t => {
  const site = await openTestSite(t);
  const { confirm } = await askedFor(site);
  const response = await call(site, confirm, OWN);
  assert.equal(response.status, 303);
  assert.equal(headerOf(response, "location"), confirm);
  assert.equal(await stateOf(site), "armed");
  const after = await call(site, confirm);
  assert.equal(after.status, 200);
  assert.match(bodyOf(after), /You are watching it/);
  assert.doesNotMatch(bodyOf(after), /<form action="\/confirm/);
  assert.equal((await call(site, confirm, OWN)).status, 303);
});

test("another site cannot confirm", async t => {
  const site = await openTestSite(t);
  const { confirm } = await askedFor(site);
  const response = await call(site, confirm, { method: "POST", headers: { origin: "https://evil.example" } });
  assert.equal(response.status, 403);
  assert.equal(await stateOf(site), "pending");
});

test("RFC 8058: a mailbox provider's POST stops the watch without a page, a cookie or a redirect", async t => {
  const site = await openTestSite(t);
  const { confirm, stop } = await askedFor(site);
  await call(site, confirm, OWN);
  for (const headers of [
    { "content-type": "application/x-www-form-urlencoded" },
    {
      "content-type": "multipart/form-data; boundary=x",
      origin: "https://mail.example",
      "sec-fetch-site": "cross-site",
    },
  ]) {
    const response = await call(site, stop, { method: "POST", headers, body: "List-Unsubscribe=One-Click" });
    assert.equal(response.status, 200);
    assert.match(bodyOf(response), /no more messages/);
    assert.equal(await stateOf(site), "cancelled");
  }
});

test("a link is good for its own purpose only", async t => {
  const site = await openTestSite(t);
  const { confirm, stop } = await askedFor(site);
  const swapped = [confirm.replace("/confirm/", "/u/"), stop.replace("/u/", "/confirm/")];
  for (const link of [...swapped, "/u/x", "/confirm/x", "/u/..%2f..%2fetc", `/confirm/${"A".repeat(43)}`]) {
    assert.equal((await call(site, link)).status, 404, link);
    assert.equal((await call(site, link, OWN)).status, 404, link);
  }
  assert.equal(await stateOf(site), "pending");
});

test("pages of links are kept nowhere, leak no referrer, and are not indexed", async t => {
  const site = await openTestSite(t);
  const { confirm, stop } = await askedFor(site);
  for (const link of [confirm, stop, "/u/x"]) {
    const response = await call(site, link);
    assert.equal(headerOf(response, "cache-control"), "private, no-store");
    assert.equal(headerOf(response, "referrer-policy"), "same-origin");
    assert.equal(headerOf(response, "x-robots-tag"), "noindex");
    assert.equal(headerOf(response, "etag"), undefined);
  }
});
