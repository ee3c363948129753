import assert from "node:assert/strict";
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";

const environment = new Environment({ extensions: ["loopcontrols"] });

function* numbers(upTo: number, seen: number[] = []): Generator<number> {
  for (let n = 1; n <= upTo; n++) {
    seen.push(n);
    yield n;
  }
}

function render(source: string, context: Record<string, unknown> = { items: [1, 2, 3] }): string {
  return environment.fromString(source).render(context);
}

test("what a loop tells of itself, with and without an object", () => {
  const body =
    "{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }} ";
  const expected = "1032TrueFalse3 2121FalseFalse3 3210FalseTrue3 ";
  assert.equal(render(`{% for i in items %}${body}{% endfor %}`), expected);
  assert.equal(render(`{% for i in items %}${body}{% set l = loop %}{% endfor %}`), expected);
  assert.equal(render(`{% for i in items() %}${body}{% endfor %}`, { items: () => numbers(3) }), expected);
  assert.equal(render(`{% for i in items() recursive %}${body}{% endfor %}`, { items: () => numbers(3) }), expected);
});

test("neighbours, cycles and changes", () => {
  const source =
    "{% for i in items %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }}{{ loop.cycle('a', 'b') }}{{ loop.changed(i > 1) }} {% endfor %}";
  assert.equal(render(source), "<1>2aTrue 1<2>3bTrue 2<3>aFalse ");
});

test("a filtered loop counts what is kept", () => {
  const source = "{% for i in items if i != 2 %}{{ loop.index }}{{ loop.last }}{{ loop.length }}{{ i }} {% endfor %}";
  assert.equal(render(source), "1False21 2True23 ");
});

test("items are asked for one ahead at most", () => {
  const endless = numbers(Number.POSITIVE_INFINITY);
  const source = "{% for i in items %}{{ i }}{{ loop.last }}{% if i == 2 %}{% break %}{% endif %}{% endfor %}";
  assert.equal(render(source, { items: endless }), "1False2False");
});

test("a recursive loop calls itself a level deeper", () => {
  const tree = [{ v: 1, c: [{ v: 2, c: [] }] }];
  const source =
    "{% for n in tree recursive %}{{ n.v }}@{{ loop.depth }}{{ loop.depth0 }}[{{ loop(n.c) }}]{% else %}-{% endfor %}";
  assert.equal(render(source, { tree }), "1@10[2@21[-]]");
});

test("only a recursive loop may be called", () => {
  assert.throws(() => render("{% for i in items %}{{ loop(items) }}{% endfor %}"), {
    name: "TypeError",
    message: "The loop must have the 'recursive' marker to be called recursively.",
  });
});

test("a recursive call takes the items and nothing else", () => {
  assert.throws(() => render("{% for i in items recursive %}{{ loop() }}{% endfor %}"), {
    name: "TypeError",
    message: "LoopContext.__call__() missing 1 required positional argument: 'iterable'",
  });
  assert.throws(() => render("{% for i in items recursive %}{{ loop([], 1) }}{% endfor %}"), { name: "TypeError" });
  assert.equal(render("{% for i in items recursive %}{{ i }}{{ loop(iterable=[]) }}{% endfor %}"), "123");
});

test("a loop over the loop takes its next turns", () => {
  const source = "{% for i in items %}{{ i }}{% for j in loop %}{{ j }}{% endfor %}{% endfor %}";
  assert.equal(render(source), "1(2, <LoopContext 2/3>)(3, <LoopContext 3/3>)");
});

test("else runs where no turn came to its end", () => {
  assert.equal(render("{% for i in items %}{{ i }}{% break %}{% else %}e{% endfor %}"), "1e");
  assert.equal(render("{% for i in [] %}{% else %}e{% endfor %}"), "e");
});
