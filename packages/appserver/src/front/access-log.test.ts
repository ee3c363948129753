// gunicorn's atoms: what each one writes, and that nothing from outside can forge a line.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClientConnection } from "@seatstack/shared/http/client-connection";
import type { Exchange } from "@seatstack/shared/http/exchange";
import { ACCESS_ATOMS } from "@seatstack/shared/access-format";
import { compileAccessFormat, renderAccessLine } from "./access-log.ts";
import type { AccessRecord } from "./access-record.ts";

type Told = Pick<
  Exchange,
  "host" | "scheme" | "id" | "referer" | "userAgent" | "sentHeaders" | "rawHeaders" | "headers"
>;

/** As much of an exchange as a line is made of. */
function exchangeWith(told: Partial<Told>): Exchange {
  const headers = told.headers ?? [];
  const header = (name: string) => headers[headers.findIndex((value, i) => i % 2 === 0 && value === name) + 1];
  const found = (name: string) => (headers.includes(name) ? header(name) : undefined);
  const connection = {} as ClientConnection;
  return { connection, host: "a.example:80", scheme: "https", id: "i1", ...told, headers, header: found } as Exchange;
}

const record: AccessRecord = {
  address: "203.0.113.9",
  method: "GET",
  target: "/a/b?c=d&e",
  version: "1.1",
  status: 200,
  bytes: 1234,
  duration: 1234.5678,
  exchange: exchangeWith({
    referer: "http://r/",
    userAgent: "curl/8",
    headers: [
      "authorization",
      `Basic ${Buffer.from("ada:secret").toString("base64")}`,
      "x-a",
      "1",
      "content-type",
      "t/p",
    ],
    rawHeaders: ["Connection", "keep-alive", "X-A", "1"],
    sentHeaders: ["x-answer", "42"],
  }),
};

function line(format: string, of: AccessRecord = record): string {
  return renderAccessLine(compileAccessFormat(format), of);
}

const written: readonly (readonly [format: string, text: string | RegExp])[] = [
  ["%(h)s", "203.0.113.9"],
  ["%(l)s", "-"],
  ["%(u)s", "ada"],
  ["%(t)s", /^\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]$/],
  ["%(r)s", "GET /a/b?c=d&e HTTP/1.1"],
  ["%(m)s", "GET"],
  ["%(U)s", "/a/b"],
  ["%(q)s", "c=d&e"],
  ["%(H)s", "HTTP/1.1"],
  ["%(s)s", "200"],
  ["%(B)s", "1234"],
  ["%(b)s", "1234"],
  ["%(f)s", "http://r/"],
  ["%(a)s", "curl/8"],
  ["%(T)s", "1"],
  ["%(M)s", "1234"],
  ["%(D)s", "1234567"],
  ["%(L)s", "1.234568"],
  ["%(p)s", `<${process.pid}>`],
  ["%({X-A}i)s", "1"],
  ["%({Connection}i)s", "keep-alive"],
  ["%({None}i)s", "-"],
  ["%({X-Answer}o)s", "42"],
  ["%({REMOTE_ADDR}e)s", "203.0.113.9"],
  ["%({QUERY_STRING}e)s", "c=d&e"],
  ["%({HTTP_X_A}e)s", "1"],
  ["%({wsgi.url_scheme}e)s", "https"],
  ["%({SERVER_NAME}e)s", "a.example"],
  ["%({request_id}e)s", "i1"],
  ["%({PATH}e)s", "-"],
  ["100%% é", "100% \u00c3\u00a9"],
];
for (const [format, text] of written) {
  test(`${format} is ${String(text)}`, () => {
    const got = line(format).slice(0, -1);
    if (typeof text === "string") assert.equal(got, text);
    else assert.match(got, text);
  });
}

test("every atom has something to say of bytes that were no request", () => {
  const nothing = { address: "", method: "", target: "", version: "", status: 400, bytes: 16, duration: 0 };
  const atoms = Object.keys(ACCESS_ATOMS).filter(atom => atom !== "t" && atom !== "p");
  const got = line(atoms.map(atom => `%(${atom})s`).join(" "), { ...nothing, exchange: undefined });
  assert.equal(got, "- - - - - -  - 400 16 16 - - 0 0 0 0.000000\n");
});

test("no bytes at all are - in CLF", () => assert.equal(line("%(B)s %(b)s", { ...record, bytes: 0 }), "0 -\n"));

test("a client cannot forge a line, end a field, or drive a terminal", () => {
  const evil = 'a"b\\c\nd\x1b[31m\x7f\u00e9';
  const told = exchangeWith({ userAgent: evil, referer: evil, headers: ["x-a", evil], sentHeaders: ["x-a", evil] });
  const forged = { ...record, target: `/${evil}?${evil}`, exchange: told };
  const got = line('"%(r)s" "%(U)s" "%(q)s" "%(f)s" "%(a)s" "%({x-a}i)s" "%({x-a}o)s"', forged);
  assert.match(got, /^[\x20-\x7e]*\n$/);
  assert.equal(got.split('"').length, 15);
  assert.ok(got.includes(String.raw`a\x22b\x5Cc\x0Ad\x1B[31m\x7F\xE9`));
});
