import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "./parser.ts";
import { childrenOf, find, findAll, walk } from "./walk.ts";

const tree = parse("{% for a in b if c %}{{ {d: e < f}|g(h, k=i) }}{% endfor %}{{ j }}");

test("a walk meets every node, parents first, pairs and keywords included", () => {
  const names = Array.from(findAll(tree, "Name"), ({ name }) => name);
  assert.deepEqual(names.toSorted(), ["a", "b", "c", "d", "e", "f", "h", "i", "j"]);
  const types = Array.from(walk(tree), ({ type }) => type);
  assert.ok(types.indexOf("For") < types.indexOf("Filter") && types.indexOf("Filter") < types.indexOf("Dict"));
});

test("children are the nodes directly below", () => {
  assert.deepEqual(
    childrenOf(tree).map(({ type }) => type),
    ["For", "Output"],
  );
});

test("find gives the first of a type or undefined", () => {
  assert.equal(find(tree, "Compare")?.ops[0]?.op, "lt");
  assert.equal(find(tree, "Macro"), undefined);
});
