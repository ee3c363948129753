// Flask's helpers over several requests: whose request a template sees, and what outlives one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DictLoader, Environment, Markup, StrictUndefined } from "@seatstack/jinja";
import { Flask, flaskAutoescape, type FlaskOptions, type FlaskScope, type ScopeFacts } from "@seatstack/jinja/flask";

const TEMPLATES = {
  "macros.html":
    "{% macro nav() %}{{ request.path }} {{ session.user }} {{ g.id }} {{ url_for('show', id=1) }}{% endmacro %}",
  "page.html": '{% from "macros.html" import nav %}{{ nav() }}',
  "flashes.html": "{{ get_flashed_messages()|join(',') }}|{{ get_flashed_messages()|join(',') }}",
  "mail.txt": "{{ text }}",
};

function flaskOf(options: Partial<FlaskOptions> = {}): Flask {
  const environment = new Environment({ loader: new DictLoader(TEMPLATES), autoescape: flaskAutoescape });
  return new Flask({ environment, urls: { index: "/", show: "/show/<int:id>" }, ...options });
}

function scopeOf(flask: Flask, facts: Partial<ScopeFacts> = {}): FlaskScope {
  return flask.begin({ target: "/", host: "seats.example", ...facts });
}

test("a macro that was imported without context sees each request anew", () => {
  const flask = flaskOf();
  for (const user of ["ada", "bob"]) {
    const scope = scopeOf(flask, { target: `/${user}?q=1`, session: { user }, g: { id: user.length } });
    assert.equal(scope.renderTemplate("page.html"), `/${user} ${user} 3 /show/1`);
  }
});

test("a render inside a render gives the outer one its request back", () => {
  const environment = new Environment({ loader: new DictLoader(TEMPLATES) });
  const flask = new Flask({ environment, urls: { show: "/show/<id>" } });
  const inner = scopeOf(flask, { target: "/inner" });
  environment.addGlobal("inner", () => inner.renderTemplateString("{{ request.path }}"));
  const outer = scopeOf(flask, { target: "/outer" });
  const source = "{{ request.path }}{% import 'macros.html' as m %} {{ inner() }} {{ m.nav() }}";
  assert.equal(outer.renderTemplateString(source), "/outer /inner /outer   /show/1");
});

test("a render that fails leaves no request behind", () => {
  const flask = flaskOf();
  assert.throws(() => scopeOf(flask).renderTemplateString("{{ 1 / 0 }}"), { name: "ZeroDivisionError" });
  assert.throws(() => flask.urlFor("index"), /outside a request without SERVER_NAME/);
});

test("messages are shown once, by the request that asks for them", () => {
  const flask = flaskOf();
  const session = new Map<unknown, unknown>();
  const scope = scopeOf(flask, { session });
  scope.flash("saved");
  scope.flash("lost", "error");
  assert.deepEqual(session.get("_flashes"), [
    ["message", "saved"],
    ["error", "lost"],
  ]);
  const next = scopeOf(flask, { session });
  assert.equal(next.renderTemplate("flashes.html"), "saved,lost|saved,lost");
  assert.equal(session.has("_flashes"), false);
  assert.equal(scopeOf(flask, { session }).renderTemplate("flashes.html"), "|");
});

test("what flashes hold is escaped, unless it is Markup", () => {
  const scope = scopeOf(flaskOf());
  scope.flash("<b>");
  scope.flash(new Markup("<i>") as unknown as string);
  assert.equal(scope.renderTemplate("flashes.html"), "&lt;b&gt;,<i>|&lt;b&gt;,<i>");
});

test("the app's variables win over context processors, and those over Flask's own", () => {
  const flask = flaskOf({ contextProcessors: [scope => ({ user: scope.session, request: 1, title: "by processor" })] });
  const source = "{{ title }} {{ request }} {{ user.name }}";
  assert.equal(
    scopeOf(flask, { session: { name: "ada" } }).renderTemplateString(source, { title: "own" }),
    "own 1 ada",
  );
});

test("csrf_token is there where the app has one, and belongs to the request", () => {
  const source = "{{ csrf_token() if csrf_token is defined else 'none' }}";
  const flask = flaskOf({ csrfToken: scope => `for ${scope.request.path}` });
  assert.equal(scopeOf(flask, { target: "/a" }).renderTemplateString(source), "for /a");
  assert.equal(scopeOf(flaskOf()).renderTemplateString(source), "none");
});

test("outside a request URLs are external, by the config", () => {
  const config = { SERVER_NAME: "seats.example", APPLICATION_ROOT: "/app", PREFERRED_URL_SCHEME: "https" };
  const flask = flaskOf({ config });
  assert.equal(flask.urlFor("show", { id: 7 }), "https://seats.example/app/show/7");
  assert.equal(flask.urlFor("show", { id: 7, _external: false }), "/app/show/7");
});

test("the first of several templates that there is is rendered", () => {
  const scope = scopeOf(flaskOf());
  assert.equal(scope.renderTemplate(["nowhere.html", "flashes.html"]), "|");
  assert.throws(() => scope.renderTemplate(["a", "b"]), { name: "TemplatesNotFound" });
});

test("escaping follows the name", () => {
  const scope = scopeOf(flaskOf());
  assert.equal(scope.renderTemplate("mail.txt", { text: "<" }), "<");
  assert.equal(scope.renderTemplateString("{{ text }}", { text: "<" }), "&lt;");
});

function versioned(endpoint: string, values: Map<string, unknown>): void {
  if (endpoint === "static") values.set("v", 3);
}

test("a file may be another one by url_defaults, and static may be elsewhere or nowhere", () => {
  const source = "{{ url_for('static', filename='a.css') }}";
  assert.equal(scopeOf(flaskOf({ urlDefaults: versioned })).renderTemplateString(source), "/static/a.css?v=3");
  assert.equal(scopeOf(flaskOf({ staticUrlPath: "/files/" })).renderTemplateString(source), "/files/a.css");
  assert.throws(() => scopeOf(flaskOf({ staticUrlPath: null })).renderTemplateString(source), { name: "BuildError" });
});

test("a BuildError tells the template's place", () => {
  assert.throws(
    () => scopeOf(flaskOf()).renderTemplateString("<p>\n{{ url_for('shwo', id=1) }}"),
    (error: unknown) => {
      assert.ok(error instanceof Error);
      assert.equal(
        error.message,
        "Could not build url for endpoint 'shwo' with values ['id']. Did you mean 'show' instead?",
      );
      assert.match(error.stack ?? "", /line 2, column 4\n.*\{\{ url_for\('shwo', id=1\) \}\}/);
      return true;
    },
  );
});

test("no template reaches JavaScript's own through the helpers", () => {
  const environment = new Environment({ undefined: StrictUndefined });
  const scope = scopeOf(new Flask({ environment, urls: { index: "/" } }), { session: { a: 1 }, g: { b: 2 } });
  for (const object of [
    "request",
    "session",
    "g",
    "config",
    "request.args",
    "request.headers",
    "url_for",
    "request.user_agent",
  ]) {
    for (const name of [
      "constructor",
      "__proto__",
      "prototype",
      "__defineGetter__",
      "hasOwnProperty",
      "toString",
      "_facts",
    ]) {
      assert.throws(
        () => scope.renderTemplateString(`{{ ${object}.${name} }}{{ ${object}['${name}'] }}`),
        { name: "UndefinedError" },
        `${object}.${name}`,
      );
    }
  }
});
