// Sources that are no templates: jinja2 printed what is in the fixture.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { TemplateSyntaxError } from "../errors.ts";
import { resolveExtensions } from "../extensions/resolve.ts";
import type { SyntaxOptions } from "./options.ts";
import { parse } from "./parser.ts";

interface Malformed {
  readonly source: string;
  readonly options?: Partial<SyntaxOptions>;
  readonly extensions?: readonly string[];
  readonly error: string;
  readonly message: string;
  readonly line: number;
}

const fixture = new URL("../../../../test/fixtures/jinja/malformed.json", import.meta.url);
const all = JSON.parse(readFileSync(fixture, "utf8")) as readonly Malformed[];

function failure(source: string, options: Malformed["options"], extensions: readonly string[]): TemplateSyntaxError {
  try {
    parse(source, { ...options, name: "page", extensions: resolveExtensions(extensions) });
  } catch (error) {
    assert.ok(error instanceof TemplateSyntaxError, source);
    return error;
  }
  return assert.fail(`parsed: ${source}`);
}

test(`${all.length} malformed templates fail with Jinja's class, message and line`, () => {
  assert.ok(all.length > 300);
  for (const { source, options, extensions = [], error, message, line } of all) {
    const found = failure(source, options, extensions);
    assert.equal(found.message.replace(/ Did you mean '\w+'\?$/, ""), message, source);
    assert.deepEqual([found.name, found.lineno], [error, line], source);
    const { column = 0, width = 0, template, source: told } = found.place;
    assert.ok(column >= 1 && width >= 1, source);
    assert.deepEqual([template, told], ["page", source]);
  }
});

test("a tag that is nearly one gets a suggestion after Jinja's text", () => {
  assert.match(
    failure("{% for a in b %}{% endfro %}", {}, []).message,
    /^Encountered unknown tag 'endfro'\..* Did you mean 'endfor'\?$/,
  );
  assert.match(failure("{% inclide 'a' %}", {}, []).message, /'inclide'\. Did you mean 'include'\?$/);
  assert.match(failure("{% continu %}", {}, ["loopcontrols"]).message, /Did you mean 'continue'\?$/);
});

test("the caret stands under the token", () => {
  const { line, column, width } = failure("a\n  {% if user.name == %}", {}, []).place;
  assert.deepEqual([line, column, width], [2, 22, 2]);
});
