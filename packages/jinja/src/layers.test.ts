// The package's folders depend one way, and all but what reads files runs without Node.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";

const SOURCE = import.meta.dirname;

/** From the lowest up: files import from layers below theirs and from their own folder. */
const LAYERS: readonly (readonly string[])[] = [
  ["error-frames.ts", "suggest.ts"],
  ["errors.ts"],
  ["limits.ts", "undefined.ts"],
  ["values"],
  ["html", "format", "syntax", "globals"],
  ["methods", "operators"],
  ["access"],
  ["filters", "i18n", "compile", "runtime", "flask"],
  ["tests", "extensions", "precompile", "meta.ts", "flask.ts"],
  ["loaders"],
  ["environment"],
  ["sandbox"],
  ["index.ts"],
];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = globSync("**/*.ts", { cwd: SOURCE }).filter(
  file => !file.endsWith(".test.ts") && !file.startsWith("testing/"),
);

function importsOf(from: string): Import[] {
  const text = readFileSync(join(SOURCE, from), "utf8");
  return Array.from(text.matchAll(/^(?:im|ex)port (type )?(\{[^}]*\}|[^;"]*?) from "([^"]+)"/gm), found => {
    const [, type, names = "", to = ""] = found;
    const inner = names.startsWith("{") ? names.slice(1, -1).split(",") : [];
    const parts = inner.map(name => name.trim()).filter(name => name !== "");
    const typeOnly = type !== undefined || (parts.length > 0 && parts.every(name => name.startsWith("type ")));
    return { from, to: to.startsWith(".") ? normalize(join(dirname(from), to)) : to, typeOnly };
  });
}

function layerOf(file: string): number {
  const [folder = ""] = file.split("/");
  return LAYERS.findIndex(names => names.includes(folder));
}

function isAllowed({ from, to, typeOnly }: Import): boolean {
  // What all know of each other: interfaces only, nothing there runs.
  if (to === "runtime/types.ts" && typeOnly) return true;
  return from.split("/")[0] === to.split("/")[0] || layerOf(to) < layerOf(from);
}

test("every folder has its layer", () => {
  assert.deepEqual(
    files.filter(file => layerOf(file) === -1),
    [],
  );
});

test("files import from layers below theirs", () => {
  const inner = files.flatMap(importsOf).filter(({ to }) => !to.startsWith("node:"));
  assert.ok(inner.length > files.length);
  assert.deepEqual(
    inner.filter(one => !isAllowed(one)),
    [],
  );
});

test("only the loader of files needs Node", () => {
  const needing = files.filter(file => importsOf(file).some(({ to }) => to.startsWith("node:")));
  assert.deepEqual(needing, ["loaders/file-system.ts"]);
  for (const file of files) {
    const code = readFileSync(join(SOURCE, file), "utf8").replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
    assert.doesNotMatch(code, /(?<![.\w])(?:process\.|Buffer[.(]|require\(|__dirname)/, file);
  }
});
