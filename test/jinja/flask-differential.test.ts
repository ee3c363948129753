// Random URLs and random requests: what Flask makes of them, byte for byte. SEED=n repeats a run.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { Environment } from "@seatstack/jinja";
import { Flask, FlaskRequest, type RuleOptions } from "@seatstack/jinja/flask";
import { whyNoFlask } from "./engines/python.ts";

const COUNT = 3000;
const seed = process.env["SEED"] ?? "1";

interface Answers {
  readonly routes: readonly (readonly [rule: string, endpoint: string, options: Omit<RuleOptions, "rule">])[];
  readonly calls: readonly (readonly [endpoint: string, values: Readonly<Record<string, unknown>>, answer: string])[];
  readonly requests: readonly (readonly [target: string, cookie: string, answer: readonly unknown[]])[];
}

const skip = whyNoFlask() ?? false;
const program = join(import.meta.dirname, "../fixtures/jinja/random-flask.py");

function ask(): Answers {
  const args = ["-W", "ignore", program, String(COUNT), seed];
  const { stdout, stderr, status } = spawnSync("python3", args, { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Answers;
}

test(`${COUNT} random URLs and ${COUNT} random requests are as Flask's (SEED=${seed})`, { skip }, () => {
  const { routes, calls, requests } = ask();
  const rules = Map.groupBy(routes, ([, endpoint]) => endpoint);
  const urls = Object.fromEntries(
    [...rules].map(([endpoint, all]) => [endpoint, all.map(([rule, , options]) => ({ ...options, rule }))]),
  );
  const flask = new Flask({ environment: new Environment(), urls });
  const scope = flask.begin({ target: "/b/?x=1", host: "h.example", rootPath: "/mounted/" });
  for (const [endpoint, values, answer] of calls) {
    assert.equal(
      urlOf(() => scope.urlFor(endpoint, values)),
      answer,
      `${endpoint} ${JSON.stringify(values)}`,
    );
  }
  const template = new Environment().fromString("{{ request.args }}");
  for (const [target, cookie, answer] of requests) {
    const headers = cookie === "" ? {} : { cookie };
    const request = new FlaskRequest({ target, scheme: "https", host: "h.example", headers });
    const { path, full_path, base_url, url, args, cookies } = request;
    const fields = [args, cookies].map(all => all.pairs().map(pair => [...pair]));
    const ours = [path, full_path, base_url, url, ...fields, template.render({ request })];
    assert.deepEqual(ours, answer, `${target} ${cookie}`);
  }
});

function urlOf(build: () => string): string {
  try {
    return build();
  } catch (error) {
    assert.ok(error instanceof Error);
    return `${error.name}: ${error.message}`;
  }
}
