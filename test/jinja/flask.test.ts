// Flask's helpers: what Flask's own templates printed for one request, from test/fixtures/jinja/flask.json.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { DictLoader, Environment } from "@seatstack/jinja";
import { Flask, flaskAutoescape, type FlaskScope, flaskTojson, type RuleOptions } from "@seatstack/jinja/flask";
import { whyNoFlask } from "./engines/python.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/jinja");

interface Job {
  readonly routes: readonly (readonly [rule: string, endpoint: string, options: Omit<RuleOptions, "rule">])[];
  readonly request: {
    readonly target: string;
    readonly base: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly form: Readonly<Record<string, string | readonly string[]>>;
  };
  readonly answers: readonly (readonly [template: string, output: string | null, error: string | null])[];
}

const text = readFileSync(join(FOLDER, "flask.json"), "utf8");
const job = JSON.parse(text) as Job;

test("Flask prints the fixture", { skip: whyNoFlask() ?? false }, () => {
  const { stdout, stderr } = spawnSync("python3", ["-W", "ignore", join(FOLDER, "print-flask.py")], {
    input: text,
    encoding: "utf8",
  });
  assert.equal(stderr, "");
  assert.deepEqual(JSON.parse(stdout), job.answers);
});

const when = new Date("2026-11-21T01:02:03Z");
const scope = scopeOf(job);
for (const [template, output, error] of job.answers) {
  test(template, () => {
    if (error === null) assert.equal(scope.renderTemplateString(template, { when }), output);
    else
      assert.throws(
        () => scope.renderTemplateString(template, { when }),
        problem => sameError(problem, error),
      );
  });
}

function scopeOf({ routes, request }: Job): FlaskScope {
  const environment = new Environment({ autoescape: flaskAutoescape, loader: new DictLoader({}) });
  flaskTojson(environment);
  const urls = Map.groupBy(routes, ([, endpoint]) => endpoint);
  const flask = new Flask({
    environment,
    config: { SECRET_KEY: "x" },
    urls: Object.fromEntries(
      [...urls].map(([endpoint, rules]) => [endpoint, rules.map(([rule, , options]) => ({ ...options, rule }))]),
    ),
  });
  const base = new URL(request.base);
  const own = [
    ["Host", base.host],
    ["Content-Type", "application/x-www-form-urlencoded"],
    ["Content-Length", "28"],
  ] as const;
  const scope = flask.begin({
    method: "POST",
    target: request.target,
    scheme: "https",
    host: base.host,
    rootPath: base.pathname,
    headers: [...own, ...request.headers.filter(([name]) => name !== "Content-Type")],
    form: request.form,
    g: { user: "ada" },
    session: {},
  });
  scope.flash("saved");
  scope.flash("lost", "error");
  (scope.session as Record<string, unknown>)["user"] = "ada";
  return scope;
}

/** Python names a method by its class in TypeErrors; what is wrong is the same. */
function sameError(problem: unknown, expected: string): true {
  assert.ok(problem instanceof Error);
  const told = `${problem.name}: ${problem.message}`;
  assert.equal(
    told.replace(/^(TypeError): .*takes.*|^(TypeError): .*missing.*/, "$1$2"),
    expected.replace(/^(TypeError): Flask.*/, "$1"),
  );
  return true;
}
