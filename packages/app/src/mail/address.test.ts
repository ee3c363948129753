// Which text is an address that we write to.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { normalizeAddress } from "./address.ts";

describe("normalizeAddress", () => {
  it("makes one contact of one mailbox", () => {
    assert.equal(normalizeAddress("  Ann.Lee+cs@Example.EDU "), "ann.lee+cs@example.edu");
    assert.equal(normalizeAddress("ann@bücher.example"), "ann@xn--bcher-kva.example");
  });

  const refused = [
    "",
    "ann",
    "ann@",
    "@example.edu",
    "ann@localhost",
    "ann@example",
    "ann@example.123",
    "ann@[127.0.0.1]",
    "ann@127.0.0.1",
    "ann@-example.edu",
    "ann@example..edu",
    "ann@exa mple.edu",
    "ann@example.edu, bob@example.edu",
    "ann lee@example.edu",
    ".ann@example.edu",
    "ann.@example.edu",
    "a..n@example.edu",
    '"ann"@example.edu',
    "Ann <ann@example.edu>",
    "ann@example.edu\r\nBcc: bob@example.edu",
    "ann\n@example.edu",
    "ann@exa\u0000mple.edu",
    "ann@example.edu?cc=bob",
    "ann@example.edu/x",
    "ännchen@example.edu",
    `${"a".repeat(65)}@example.edu`,
    `ann@${"a".repeat(64)}.edu`,
    `ann@${"abcdefgh.".repeat(30)}edu`,
  ];
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => assert.equal(normalizeAddress(text), undefined));
  }

  it("never lets through what could leave its header or envelope", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.emailAddress()), text => {
        const address = normalizeAddress(text);
        if (address === undefined) return;
        assert.match(address, /^[!-~]+$/);
        assert.doesNotMatch(address, /[<>,;:"()[\]\\]/);
        assert.equal(normalizeAddress(address), address);
      }),
    );
  });
});
