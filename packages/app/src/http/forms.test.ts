import assert from "node:assert/strict";
import { test } from "node:test";
import { requestFor } from "../testing/request.ts";
import { HttpFault } from "./faults.ts";
import { parseFields, readForm } from "./forms.ts";

const FORM = "application/x-www-form-urlencoded";

function statusIs(status: number): (error: unknown) => boolean {
  return error => error instanceof HttpFault && error.status === status;
}

function post(type: string | undefined, body: string, headers: Record<string, string> = {}): Promise<unknown> {
  const all = type === undefined ? headers : { "content-type": type, ...headers };
  return readForm(requestFor("/watch", { method: "POST", headers: all, body }));
}

test("a browser's form is read, with plus, percent and UTF-8", async () => {
  const fields = await readForm(
    requestFor("/watch", {
      method: "POST",
      headers: { "content-type": `${FORM}; charset=UTF-8` },
      body: "section=7&email=a%2Bb%40example.edu&note=caf%C3%A9+au+lait&empty=",
    }),
  );
  assert.deepEqual(Object.fromEntries(fields), {
    section: "7",
    email: "a+b@example.edu",
    note: "café au lait",
    empty: "",
  });
});

test("another content type is 415", async () => {
  for (const type of [
    undefined,
    "application/json",
    "multipart/form-data; boundary=x",
    "text/plain",
    `${FORM}; charset=utf-16`,
  ]) {
    await assert.rejects(post(type, "a=1"), statusIs(415));
  }
});

test("a body over the limit is 413, whether declared or only sent", async () => {
  await assert.rejects(post(FORM, "a=1", { "content-length": "9000" }), statusIs(413));
  await assert.rejects(post(FORM, `a=${"x".repeat(9000)}`), statusIs(413));
});

test("what no browser sends is 400", () => {
  const sources = [
    "a",
    "=1",
    "a=1&",
    "&a=1",
    "a=1&&b=2",
    "a=%",
    "a=%zz",
    "a=%ff",
    "a=%00",
    "a=%0d%0aBcc:x",
    "a=\u00e9",
    "a=1&a=2",
  ];
  for (const source of sources) assert.throws(() => parseFields(source), statusIs(400), source);
  const many = Array.from({ length: 21 }, (_, index) => `f${index}=1`).join("&");
  assert.throws(() => parseFields(many), statusIs(400));
});

test("an empty body has no fields", () => {
  assert.equal(parseFields("").size, 0);
});
