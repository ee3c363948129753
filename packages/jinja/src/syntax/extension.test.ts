import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf } from "./core.ts";
import type { Extension } from "./extension.ts";
import { parse } from "./parser.ts";
import { outline } from "../testing/outline.ts";
import type { Token } from "./tokens.ts";

const twice: Extension = {
  tags: ["twice"],
  parse(parser) {
    const place = placeOf(parser.stream.next());
    const node = parser.parseExpression();
    const body = parser.parseStatements(["name:endtwice"], true);
    return [{ type: "ExprStmt", ...place, node }, ...body, ...body];
  },
};

test("a tag of an extension reads expressions and statements and may make several statements", () => {
  assert.equal(
    outline(parse("{% twice f(1) %}a{{ b }}{% endtwice %}", { extensions: [twice] })),
    '(do (call f 1)) "a" b "a" b',
  );
});

test("its failures are those of the parser, and its tags are suggested", () => {
  const extensions = [twice];
  assert.throws(() => parse("{% twice 1 %}", { extensions }), /looking for the following tags: 'endtwice'/);
  assert.throws(() => parse("{% twise 1 %}", { extensions }), /Did you mean 'twice'\?/);
});

const marking = (mark: string, priority: number): Extension => ({
  tags: [],
  priority,
  preprocess: source => source + mark,
});

test("the one with the lowest priority goes first", () => {
  const extensions = [marking("c", 101), { tags: [], preprocess: (source: string) => `${source}b` }, marking("a", 1)];
  assert.equal(outline(parse("", { extensions })), '"abc"');
});

test("extensions may rewrite the source and the tokens, one after the other", () => {
  const extensions: readonly Extension[] = [
    { tags: [], preprocess: (source, name) => source.replace("NAME", String(name)) },
    {
      tags: [],
      *filterStream(tokens): Generator<Token> {
        for (const token of tokens) yield token.type === "data" ? { ...token, value: `<${token.value}>` } : token;
      },
    },
  ];
  assert.equal(outline(parse("NAME{{ a }}", { extensions, name: "page" })), '"<page>" a');
});
