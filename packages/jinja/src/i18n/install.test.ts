// Translations in templates; expected texts are what Jinja2 3.1.6 prints with the same catalog.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import {
  type InstallOptions,
  installNullTranslations,
  installTranslations,
  type Translations,
  uninstallTranslations,
} from "./install.ts";

const catalog: ReadonlyMap<string, readonly string[]> = new Map([
  ["Hello %(name)s!", ["Hallo %(name)s!"]],
  ["Hello", ["Hallo"]],
  ["%(count)s user", ["%(count)s Benutzer", "%(count)s Benutzer"]],
  ["%(num)s apple", ["%(num)s Apfel", "%(num)s Äpfel"]],
  ["100%%", ["100 %%"]],
  ["<b>Bold</b> %(x)s", ["<b>Fett</b> %(x)s"]],
  ["menu|Open", ["Öffnen"]],
  ["fruit|%(num)s pear", ["%(num)s Birne", "%(num)s Birnen"]],
]);

function singular(key: string, message: string): string {
  return catalog.get(key)?.[0] ?? message;
}

function numbered(key: string, one: string, many: string, count: number): string {
  return (catalog.get(key) ?? [one, many])[count === 1 ? 0 : 1] ?? many;
}

const german: Translations = {
  gettext: message => singular(message, message),
  ngettext: (one, many, count) => numbered(one, one, many, count),
  pgettext: (context, message) => singular(`${context}|${message}`, message),
  npgettext: (context, one, many, count) => numbered(`${context}|${one}`, one, many, count),
};

function makeEnvironment(options: InstallOptions & { readonly autoescape: boolean }): Environment {
  const environment = new Environment({ extensions: ["jinja2.ext.i18n"], autoescape: options.autoescape });
  installTranslations(environment, german, options);
  return environment;
}

type Rows = readonly (readonly [source: string, expected: string])[];

function check(environment: Environment, rows: Rows): void {
  for (const [source, expected] of rows) assert.equal(environment.fromString(source).render({}), expected, source);
}

const statements: Rows = [
  ["{% trans %}Hello{% endtrans %} {% trans name='Bob' %}Hello {{ name }}!{% endtrans %}", "Hallo Hallo Bob!"],
  ["{% trans count=2 %}{{ count }} user{% pluralize %}{{ count }} users{% endtrans %}", "2 Benutzer"],
  ["{% trans num=1 %}{{ num }} apple{% pluralize %}{{ num }} apples{% endtrans %}", "1 Apfel"],
  ["{% trans num=7 %}{{ num }} apple{% pluralize %}{{ num }} apples{% endtrans %}", "7 Äpfel"],
  ["{% trans 'menu' %}Open{% endtrans %}", "Öffnen"],
  ["{% trans 'fruit' num=3 %}{{ num }} pear{% pluralize %}{{ num }} pears{% endtrans %}", "3 Birnen"],
];

test("both styles translate trans blocks", () => {
  check(makeEnvironment({ newstyle: true, autoescape: false }), statements);
  check(makeEnvironment({ newstyle: false, autoescape: false }), statements);
});

test("the new style formats by keywords and escapes the variables only", () => {
  check(makeEnvironment({ newstyle: true, autoescape: true }), [
    ["{{ gettext('Hello %(name)s!', name='<Bob>') }}", "Hallo &lt;Bob&gt;!"],
    ["{{ _('Hello %(name)s!', name='<i>'|safe) }}", "Hallo <i>!"],
    ["{% trans x='<' %}<b>Bold</b> {{ x }}{% endtrans %}", "<b>Fett</b> &lt;"],
    ["{{ ngettext('%(num)s apple', '%(num)s apples', 5) }}", "5 Äpfel"],
    ["{{ ngettext('%(num)s apple', '%(num)s apples', 3, num='three') }}", "three Äpfel"],
    ["{{ pgettext('x', 'in %(context)s') }}", "in x"],
    ["{{ npgettext('fruit', '%(num)s pear', '%(num)s pears', 1) }}", "1 Birne"],
    ["{{ gettext('%(message)s %(context)s', message=1, context=2) }}", "1 2"],
    ["{{ gettext('100%%') }}", "100 %"],
  ]);
});

test("the new style takes every message for a format", () => {
  const environment = makeEnvironment({ newstyle: true, autoescape: false });
  assert.throws(() => environment.fromString("{{ gettext('100%') }}").render({}), /incomplete format/);
  assert.throws(() => environment.fromString("{{ gettext('Hello %(name)s!') }}").render({}), /name/);
});

test("the old style leaves calls alone, which autoescape then escapes", () => {
  check(makeEnvironment({ newstyle: false, autoescape: true }), [
    ["{{ gettext('100%') }} {{ gettext('<b>') }}", "100% &lt;b&gt;"],
    ["{% trans x='<' %}<b>Bold</b> {{ x }}{% endtrans %}", "<b>Fett</b> &lt;"],
  ]);
});

test("null translations take the singular for one and leave texts alone", () => {
  const environment = new Environment({ extensions: ["i18n"] });
  installNullTranslations(environment, { newstyle: true });
  check(environment, [
    ["{% trans %}Hello{% endtrans %}", "Hello"],
    ["{{ ngettext('%(num)s a', '%(num)s b', 1) }} {{ ngettext('%(num)s a', '%(num)s b', 1.0) }}", "1 a 1.0 a"],
    ["{{ npgettext('c', '%(num)s a', '%(num)s b', 2) }} {{ pgettext('c', 'x') }}", "2 b x"],
  ]);
});

test("null translations of the old style take no variables: those are for the operator %", () => {
  const environment = new Environment({ extensions: ["i18n"] });
  installNullTranslations(environment);
  check(environment, [["{{ gettext(message='a') }} {{ ngettext('a', 'b', n=2) }} {{ pgettext('c', 'm') }}", "a b m"]]);
  for (const [source, message] of [
    ["{{ _('a %(b)s', b=1) }}", "NullTranslations.gettext() got an unexpected keyword argument 'b'"],
    ["{{ gettext() }}", "NullTranslations.gettext() missing 1 required positional argument: 'message'"],
  ] as const) {
    assert.throws(() => environment.fromString(source).render({}), { name: "TypeError", message });
  }
});

test("uninstalled functions are undefined", () => {
  const environment = makeEnvironment({ newstyle: true, autoescape: false });
  uninstallTranslations(environment);
  assert.throws(() => environment.fromString("{{ gettext('a') }}").render({}), { message: "'gettext' is undefined" });
});

test("without a catalog, gettext is undefined", () => {
  const template = new Environment({ extensions: ["i18n"] }).fromString("{{ _('x') }}");
  assert.throws(() => template.render(), { name: "UndefinedError", message: "'gettext' is undefined" });
});
