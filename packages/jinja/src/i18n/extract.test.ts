// Messages for catalogs; the expected ones are what Jinja2's extract_translations gives.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { extractTranslations } from "./extract.ts";

const source = `{{ gettext('a') }}{{ _('b', x) }}
{{ ngettext('one', 'many', n) }}{% trans x=1 %}hello {{ x }}{% endtrans %}
{% trans n=2 %}{{ n }} user{% pluralize %}{{ n }} users{% endtrans %}{{ other('c') }}{{ obj.gettext('d') }}
{% if true %}{{ pgettext('ctx', 'e', k='f', *l, **m) }}{% endif %}{{ gettext(variable) }}{{ gettext() }}`;

function extract(functions?: readonly string[]): string[] {
  const tree = new Environment({ extensions: ["i18n"] }).parse(source);
  const messages = [...extractTranslations(tree, functions)];
  return messages.map(message => `${message.line} ${message.function} ${JSON.stringify(message.texts)}`);
}

test("calls and trans blocks give their texts with their lines", () => {
  assert.deepEqual(extract(), [
    '1 gettext ["a"]',
    '1 _ ["b",null]',
    '2 ngettext ["one","many",null]',
    '2 gettext ["hello %(x)s"]',
    '3 ngettext ["%(n)s user","%(n)s users",null]',
    '4 pgettext ["ctx","e",null,null,null]',
    "4 gettext [null]",
    "4 gettext []",
  ]);
});

test("other functions may be told", () => {
  assert.deepEqual(extract(["other"]), ['3 other ["c"]']);
});
