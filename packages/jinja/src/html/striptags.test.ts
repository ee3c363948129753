// Markup to text; expected values are what markupsafe and html.unescape give.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isBounded } from "../testing/cpu.ts";
import { striptags } from "./striptags.ts";
import { unescape } from "./unescape.ts";

test("tags and comments go, white space becomes single spaces", () => {
  assert.equal(striptags("<p>a <b>b</b>\n c</p><!-- <i> -->"), "a b c");
  assert.equal(striptags("<b title='>'>x"), "'>x");
  assert.equal(striptags("a<b"), "a<b");
});

test("a comment may close within its opening, and removing one may make another", () => {
  assert.equal(striptags("<!-->x-->y"), "x-->y");
  assert.equal(striptags("<!<!-- a -->-- b -->c"), "c");
  assert.equal(striptags("<!-- a"), "<!-- a");
});

test("references are resolved as HTML 5 tells", () => {
  assert.equal(unescape("&lt;&amp;lt;&eacute;&NotEqualTilde;&fjlig;"), "<&lt;é≂̸fj");
  assert.equal(unescape("&notit;&notin;&AMP&copy=1&unknown;&"), "¬it;∉&©=1&unknown;&");
  assert.equal(unescape("&#65;&#x42;&#128;&#0;&#xD800;&#x110000;&#1;&#xfffe;&#13;"), "AB€\ufffd\ufffd\ufffd\r");
});

test("hostile markup takes time in proportion to its length", () => {
  for (const part of ["<!", "<!<!---->--", "a<!---->", "<b", "&", "&amp"]) {
    isBounded(() => striptags(part.repeat(100_000)), part);
  }
});
