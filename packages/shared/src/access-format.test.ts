import assert from "node:assert/strict";
import { test } from "node:test";
import { ACCESS_ATOMS, parseAccessFormat } from "./access-format.ts";

test("splits a format into text and atoms", () => {
  assert.deepEqual(parseAccessFormat('%(h)s "%(r)s" 100%% %({X-Id}i)s%({Server}o)s %({REMOTE_ADDR}e)s!'), {
    fault: undefined,
    parts: [
      { type: "atom", atom: "h" },
      { type: "text", text: ' "' },
      { type: "atom", atom: "r" },
      { type: "text", text: '" 100% ' },
      { type: "i", name: "x-id" },
      { type: "o", name: "server" },
      { type: "text", text: " " },
      { type: "e", name: "remote_addr" },
      { type: "text", text: "!" },
    ],
  });
});

test("knows every atom of gunicorn", () => {
  assert.deepEqual(Object.keys(ACCESS_ATOMS).toSorted().join(""), "BDHLMTUabfhlmpqrstu");
  const all = Object.keys(ACCESS_ATOMS).map(atom => `%(${atom})s`);
  assert.equal(parseAccessFormat(all.join(" ")).fault, undefined);
});

const faults: readonly (readonly [format: string, fault: RegExp])[] = [
  ["%(x)s", /unknown atom "%\(x\)s"/],
  ["%(status)s", /Did you mean "%\(s\)s"\?/],
  ["%(user-agent)s", /Did you mean "%\(\{user-agent\}i\)s"\?/],
  ["%({x-id})s", /Did you mean "%\(\{x-id\}i\)s"\?/],
  ["%({status}x)s", /unknown atom/],
  ["%(h)", /nothing behind it; write "%\(h\)s"/],
  ["%(h)d", /"d" behind it; write "%\(h\)s"/],
  ["100% of it", /write "%%"/],
  ["%h", /write "%%"/],
  ["%(h", /write "%%"/],
  ["%()s", /unknown atom/],
  ["a\nb", /one line/],
];
for (const [format, fault] of faults) {
  test(`refuses ${JSON.stringify(format)}`, () => assert.match(parseAccessFormat(format).fault ?? "", fault));
}
