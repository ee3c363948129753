import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "../syntax/parser.ts";
import type { ParseOptions } from "../syntax/options.ts";
import { outline } from "../testing/outline.ts";
import { i18nExtension } from "./i18n.ts";

// The calls are those that jinja2.ext.i18n makes.
const read = (source: string, options: ParseOptions = {}): string =>
  outline(parse(source, { ...options, extensions: [i18nExtension] }));

test("old style: a safe call, and the variables formatted in", () => {
  assert.equal(
    read("{% trans %}Hi {{ user }}!{% endtrans %}"),
    '(% (safe (call gettext "Hi %(user)s!")) (dict "user" user))',
  );
  assert.equal(
    read("{% trans user=u.name %}Hi {{ user }}{% endtrans %}"),
    '(% (safe (call gettext "Hi %(user)s")) (dict "user" (.name u)))',
  );
  assert.equal(read("{% trans 'menu' %}File{% endtrans %}"), '(safe (call pgettext "menu" "File"))');
});

test("percent signs are doubled only where something is formatted in", () => {
  assert.equal(read("{% trans %}100%{% endtrans %}"), '(safe (call gettext "100%"))');
  assert.equal(read("{% trans %}{{ a }}%{% endtrans %}"), '(% (safe (call gettext "%(a)s%%")) (dict "a" a))');
  assert.equal(read("{% trans %}100%{% endtrans %}", { newstyleGettext: true }), '(call gettext "100%%")');
});

test("pluralize counts by the first variable or by the one that it names", () => {
  assert.equal(
    read("{% trans n, m=2 %}{{ n }} a{% pluralize %}{{ n }} as{% endtrans %}"),
    '(% (safe (call ngettext "%(n)s a" "%(n)s as" n)) (dict "n" n "m" 2))',
  );
  assert.equal(
    read("{% trans 'c' n, m=2 %}a{% pluralize m %}{{ m }}{% endtrans %}"),
    '(% (safe (call npgettext "c" "a" "%(m)s" 2)) (dict "n" n "m" 2))',
  );
  assert.equal(
    read("{% trans n=f() %}{{ n }}{% pluralize %}{{ n }}s{% endtrans %}"),
    '(set _trans:store (call f)) (% (safe (call ngettext "%(n)s" "%(n)ss" _trans)) (dict "n" _trans))',
  );
});

test("new style: variables are keywords; ngettext knows num itself", () => {
  const newstyle = { newstyleGettext: true };
  assert.equal(read("{% trans user %}Hi {{ user }}{% endtrans %}", newstyle), '(call gettext "Hi %(user)s" user=user)');
  assert.equal(
    read("{% trans num, x %}{{ num }}{% pluralize %}{{ num }}s{% endtrans %}", newstyle),
    '(call ngettext "%(num)s" "%(num)ss" num x=x)',
  );
});

test("trimmed joins lines, by the tag or by policy", () => {
  const body = "\n  a  b\n\n   c \n";
  assert.equal(read(`{% trans trimmed %}${body}{% endtrans %}`), '(safe (call gettext "a  b c"))');
  assert.equal(
    read(`{% trans %}${body}{% endtrans %}`, { trimmedTranslations: true }),
    '(safe (call gettext "a  b c"))',
  );
  assert.equal(
    read("{% trans notrimmed %} a {% endtrans %}", { trimmedTranslations: true }),
    '(safe (call gettext " a "))',
  );
});

test("what may not stand in a translation is refused in Jinja's words", () => {
  const failures: Readonly<Record<string, string>> = {
    "{% trans %}{% if a %}{% endif %}{% endtrans %}":
      "control structures in translatable sections are not allowed; saw `if`",
    "{% trans %}{% trans %}{% endtrans %}": "trans blocks can't be nested; did you mean `endtrans`?",
    "{% trans %}{{ a.b }}{% endtrans %}": "expected token 'end of print statement', got '.'",
    "{% trans a, a %}{% endtrans %}": "translatable variable 'a' defined twice.",
    "{% trans %}a{% pluralize %}b{% endtrans %}": "pluralize without variables",
    "{% trans %}a": "unclosed translation block",
  };
  for (const [source, message] of Object.entries(failures)) assert.throws(() => read(source), { message }, source);
});
