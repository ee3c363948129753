import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, tokenize } from "./parser.ts";
import type { ParseOptions } from "./options.ts";
import { isBounded } from "../testing/cpu.ts";

const MARKS: Readonly<Record<string, string>> = {
  variable_begin: "{{",
  variable_end: "}}",
  block_begin: "{%",
  block_end: "%}",
};

// What jinja2's own lexer makes of the same source; text stands in quotes.
function tokens(source: string, options: ParseOptions = {}): string {
  const parts = Array.from(tokenize(source, options), ({ type, value }) =>
    type === "data" ? JSON.stringify(value) : (MARKS[type] ?? String(value)),
  );
  return parts.join(" ");
}

test("a minus strips whitespace beside any tag", () => {
  assert.equal(tokens("a  {%- if x -%}  b  {%- endif %}\n"), '"a" {% if x %} "b" {% endif %}');
  assert.equal(tokens(" {{- x -}}\n y"), '{{ x }} "y"');
  assert.equal(tokens("a {#- c -#}\n x"), '"a" "x"');
  assert.equal(tokens(" {%- raw -%}  {{ x }}  {%- endraw -%}  b"), '"{{ x }}" "b"');
  assert.equal(tokens("{{ a--}} b"), '{{ a - }} "b"');
});

test("whitespace is what Python holds for it", () => {
  assert.equal(tokens("a\x1c {%- x %}"), '"a" {% x %}');
  assert.equal(tokens("a\ufeff{%- x %}"), '"a\ufeff" {% x %}');
});

test("trimBlocks and lstripBlocks spare variables and obey a plus", () => {
  const options = { trimBlocks: true, lstripBlocks: true };
  const block = "a\n  {% if x %}\n  b\n  {% endif %}\nc";
  assert.equal(tokens(block, options), String.raw`"a\n" {% if x %} "  b\n" {% endif %} "c"`);
  assert.equal(tokens("  {%+ x %}\n {% y +%}\nz", options), String.raw`"  " {% x %} {% y %} "\nz"`);
  assert.equal(tokens(" {{ x }}\n {% y %} {% z %}", options), String.raw`" " {{ x }} "\n" {% y %} " " {% z %}`);
  assert.equal(tokens("  {# c #}\n  x", options), '"  x"');
});

test("raw blocks leave tags alone, and end with whitespace control as well", () => {
  assert.equal(tokens("{% raw %}{{ x }}{% if %}{% endraw %}"), '"{{ x }}{% if %}"');
  const options = { trimBlocks: true, lstripBlocks: true };
  assert.equal(tokens("{% raw %}\n a\n  {% endraw %}\nb", options), String.raw`"\n a\n" "b"`);
});

test("line statements and comments with prefixes of their own", () => {
  const options = { lineStatementPrefix: "#", lineCommentPrefix: "##", variableStart: "${", variableEnd: "}" };
  const lines = "# if x:\n  ${ y } ## c\n# endif\n\n\nz";
  assert.equal(tokens(lines, options), String.raw`{% if x : %} "  " {{ y }} "\n" {% endif %} "z"`);
  const percent = { lineStatementPrefix: "%" };
  assert.equal(tokens("% if (a\n  and b)\nx\n%- endif", percent), '{% if ( a and b ) %} "x" {% endif %}');
  assert.equal(tokens("a % if x", percent), '"a % if x"');
});

test("of delimiters that begin alike the longest wins", () => {
  const blocks = { blockStart: "<?", blockEnd: "?>", variableStart: "<?=", variableEnd: "?>" };
  const php = { ...blocks, commentStart: "<!--", commentEnd: "-->" };
  assert.equal(tokens("<? if x ?><?= y ?><!-- c -->", php), "{% if x %} {{ y }}");
  assert.equal(tokens("{ x }{% y %}", { variableStart: "{", variableEnd: "}" }), "{{ x }} {% y %}");
});

test("newlines become one kind; one at the end goes", () => {
  assert.equal(tokens("a\r\nb\rc\n"), String.raw`"a\nb\nc"`);
  assert.equal(tokens("a\r\nb\n", { newlineSequence: "\r\n", keepTrailingNewline: true }), String.raw`"a\r\nb\r\n"`);
  assert.equal(tokens("a\n\n"), String.raw`"a\n"`);
  assert.equal(tokens("\n"), "");
  assert.equal(tokens("{{ 'a\nb' }}", { newlineSequence: "\r\n" }), "{{ a\r\nb }}");
});

test("a tag ends only outside of brackets", () => {
  assert.equal(tokens('{{ {"a": {1: 2}} }}'), "{{ { a : { 1 : 2 } } }}");
  assert.equal(tokens("{{ 1.5.x, l.0.1, 1_0, 1.e }}"), "{{ 1.5 . x , l . 0 . 1 , 10 , 1 . e }}");
});

test("tokens know their line, column and width", () => {
  const [, , name] = tokenize("a\n\n  {{ name }}");
  assert.deepEqual([name?.line, name?.column, name?.width], [3, 6, 4]);
});

test("reading is linear: a quarter of a megabyte of any one thing takes no time to speak of", () => {
  const pieces = [
    "{",
    "{%",
    "{{a}}",
    "x{% if a %}{% endif %}",
    "{#",
    " ",
    "\n",
    "1_",
    "1.",
    "'",
    "'\\'",
    "{{ (",
    "a ",
    "#  ",
  ];
  const options = { lstripBlocks: true, trimBlocks: true, lineStatementPrefix: "%", lineCommentPrefix: "##" };
  for (const piece of pieces) {
    for (const before of ["", "{{ ", "{# ", "{% raw %}", "{{ '"]) {
      const source = before + piece.repeat(250_000 / piece.length);
      isBounded(() => {
        try {
          parse(source, options);
        } catch {
          // Most of them are no templates.
        }
      }, before + piece);
    }
  }
});
