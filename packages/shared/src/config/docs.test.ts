// What is generated from the schema is current, and what it tells operators to write loads.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { configurationPage, exampleFile, generatedFiles } from "./docs.ts";
import { loadConfig } from "./load.ts";
import { configSchema } from "./schema.ts";
import { listSettings } from "./settings.ts";
import { tomlValue } from "./toml-write.ts";

function load(text: string) {
  const folder = mkdtempSync(join(tmpdir(), "docs-"));
  try {
    const file = join(folder, "seatstack.toml");
    writeFileSync(file, text);
    return loadConfig({ file, sets: [], env: {} });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const [path, text] of Object.entries(generatedFiles())) {
  test(`${path} is current`, () => {
    const found = readFileSync(join(import.meta.dirname, "../../../..", path), "utf8");
    assert.equal(found, text, "run `npm run docs` and commit what it writes");
  });
}

test("the example file changes nothing as it is, without its comments, and with every setting uncommented", () => {
  const example = exampleFile();
  const defaults = configSchema.parse({});
  const uncommented = example.replace(/^#(?=\w+ = )/gm, "");
  assert.ok(uncommented.split("\n").length > 100);
  assert.deepEqual(load(example), defaults);
  assert.deepEqual(load(example.replace(/^#.*\n/gm, "")), defaults);
  assert.deepEqual(load(uncommented), defaults);
});

test("every setting has a help text, a default and a place in the page", () => {
  const page = configurationPage();
  for (const { path, node, fields } of listSettings()) {
    const name = path.join(".");
    assert.ok((node.help ?? "").length > 10, `${name} has help`);
    assert.notEqual(node.default, undefined, `${name} has a default`);
    assert.ok(page.includes(`| \`${path.at(-1)}\` |`), `${name} is in the page`);
    for (const field of fields) assert.ok((field.node.help ?? "").length > 10, `${name}[].${field.path[0]} has help`);
  }
});

test("every example in the schema loads", () => {
  const examples = listSettings().filter(({ node }) => node.example !== undefined);
  assert.ok(examples.length > 3);
  for (const { path, node } of examples) {
    const section = path.slice(0, -1).join(".");
    const extra = path.at(-1) === "certificates" ? 'mode = "files"\n' : "";
    assert.doesNotThrow(
      () => load(`[${section}]\n${extra}${path.at(-1)} = ${tomlValue(node.example)}\n`),
      path.join("."),
    );
  }
});

test("timeout = 0 is never, as in gunicorn", () => {
  assert.equal(load("[app]\ntimeout = 0\n").app.timeout, load('[app]\ntimeout = "24d"\n').app.timeout);
});

test("docs/gunicorn.md: its settings load, and those of the same name exist", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../..", "docs/gunicorn.md"), "utf8");
  const toml = /^```toml\n(.*?)^```/ms.exec(page)?.[1] ?? "";
  assert.equal(load(toml).app.worker_class, "threads");
  const section = /^## Settings with the same name.*?\n\n(.*?)\n\n/ms.exec(page)?.[1] ?? "";
  const names = [...section.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
  assert.ok(names.length > 20);
  const known = new Set(Object.keys(configSchema.parse({}).app));
  assert.deepEqual(
    names.filter(name => !known.has(name)),
    [],
  );
});
