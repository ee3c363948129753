// Trees that did not come from our parser: a host that passes on what JSON brought must not run its author's code.
import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { Environment } from "../environment/environment.ts";
import type { Template } from "../syntax/ast.ts";

const INJECTED = "globalThis.injectedByTree = 1";
const place = { line: 1, column: 1, width: 1 };
const output = (...nodes: object[]) => ({ type: "Output", ...place, nodes });
const name = { type: "Name", ...place, name: "x", ctx: "load" };

function render(body: readonly object[]): string {
  const tree = JSON.parse(JSON.stringify({ type: "Template", ...place, body })) as Template;
  return new Environment().fromString(tree).render({ x: "ok" });
}

describe("a tree of hostile JSON adds no code", () => {
  afterEach(() => {
    assert.equal(Reflect.get(globalThis, "injectedByTree"), undefined);
    Reflect.deleteProperty(globalThis, "injectedByTree");
  });

  test("by a constant that is no constant", () => {
    for (const value of [[INJECTED], { a: INJECTED }]) {
      const constant = { type: "Const", ...place, value };
      assert.throws(() => render([{ type: "If", ...place, test: constant, body: [], elif: [], else: [] }]), TypeError);
      assert.throws(() => render([output({ type: "Getattr", ...place, node: constant, attr: "x" })]), TypeError);
    }
  });

  test("by a line, a column or a width that is no number", () => {
    for (const field of ["line", "column", "width"]) {
      for (const hostile of [`0];\n${INJECTED};//`, [INJECTED], `1\n;${INJECTED}`]) {
        assert.equal(render([output({ ...name, [field]: hostile })]), "ok");
      }
    }
  });

  test("by an include's flag", () => {
    const template = { type: "Const", ...place, value: "none.html" };
    const include = { type: "Include", ...place, template, withContext: true, ignoreMissing: INJECTED };
    assert.throws(() => render([include]), { message: "no loader for this environment specified" });
  });
});

test("what somebody wrote to Object.prototype is no width of a tree's node", () => {
  const { line, column } = place;
  Reflect.set(Object.prototype, "width", INJECTED);
  try {
    assert.equal(render([output({ type: "Name", line, column, name: "x", ctx: "load" })]), "ok");
  } finally {
    Reflect.deleteProperty(Object.prototype, "width");
  }
  assert.equal(Reflect.get(globalThis, "injectedByTree"), undefined);
});
