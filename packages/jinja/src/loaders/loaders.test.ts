import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { PythonError, TemplateNotFound } from "../errors.ts";
import { ChoiceLoader } from "./choice.ts";
import { DictLoader } from "./dict.ts";
import { FileSystemLoader } from "./file-system.ts";
import { FunctionLoader, type FunctionAnswer } from "./function.ts";
import type { Loader, LoaderEnvironment } from "./loader.ts";
import { ModuleLoader } from "./module.ts";
import { PrefixLoader } from "./prefix.ts";

// None of the loaders under test asks it for anything when it looks for a source.
const environment: LoaderEnvironment = {
  templateFromSource: () => assert.fail("not asked"),
  templateFromPrecompiled: () => assert.fail("not asked"),
};

function sourceOf(loader: Loader, name: string): string {
  return loader.getSource(environment, name).source;
}

function folder(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = mkdtempSync(join(tmpdir(), "loaders-"));
  t.after(() => rmSync(path, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(path, name, ".."), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

function refuses(loader: Loader, ...names: string[]): void {
  for (const name of names) {
    assert.throws(
      () => sourceOf(loader, name),
      (error: unknown) => error instanceof TemplateNotFound && error.templateName === name,
      name,
    );
  }
}

test("DictLoader finds own names only and sees changes", () => {
  const mapping: Record<string, string> = { "b.html": "B", "a.html": "A" };
  const loader = new DictLoader(mapping);
  const found = loader.getSource(environment, "a.html");
  assert.equal(found.source, "A");
  assert.equal(found.uptodate?.(), true);
  mapping["a.html"] = "changed";
  assert.equal(found.uptodate?.(), false);
  refuses(loader, "c.html", "constructor", "toString", "__proto__");
  assert.deepEqual(loader.listTemplates(), ["a.html", "b.html"]);
  assert.equal(sourceOf(new DictLoader(new Map([["m", "from a map"]])), "m"), "from a map");
});

test("FunctionLoader takes a source, a triple, an object or nothing", () => {
  const answers: Readonly<Record<string, FunctionAnswer>> = {
    text: "T",
    object: { source: "O", filename: "/o" },
    triple: ["3", "/3", null],
  };
  const loader = new FunctionLoader(name => answers[name]);
  assert.deepEqual(
    ["text", "object", "triple"].map(name => sourceOf(loader, name)),
    ["T", "O", "3"],
  );
  assert.equal(loader.getSource(environment, "triple").filename, "/3");
  refuses(loader, "none");
  assert.throws(() => loader.listTemplates(), TypeError);
});

test("ChoiceLoader asks one after the other and passes on other errors", () => {
  const loader = new ChoiceLoader([new DictLoader({ a: "first" }), new DictLoader({ a: "second", b: "B" })]);
  assert.equal(sourceOf(loader, "a"), "first");
  assert.equal(sourceOf(loader, "b"), "B");
  refuses(loader, "c");
  assert.deepEqual(loader.listTemplates(), ["a", "b"]);
  const broken = new FunctionLoader(() => {
    throw new RangeError("broken");
  });
  assert.throws(() => sourceOf(new ChoiceLoader([broken, loader]), "a"), RangeError);
});

test("PrefixLoader divides names and blames the whole one", () => {
  const loader = new PrefixLoader({ app: new DictLoader({ "x/y": "XY" }), other: new DictLoader({ z: "Z" }) });
  assert.equal(sourceOf(loader, "app/x/y"), "XY");
  refuses(loader, "app/missing", "none/x", "app", "");
  assert.deepEqual(loader.listTemplates(), ["app/x/y", "other/z"]);
  assert.equal(sourceOf(new PrefixLoader({ a: new DictLoader({ b: "1" }) }, "::"), "a::b"), "1");
});

test("ModuleLoader has no sources", () => {
  const loader = new ModuleLoader({ templates: { a: { code: () => assert.fail("not run") } } });
  assert.throws(() => sourceOf(loader, "a"), TemplateNotFound);
  assert.deepEqual(loader.listTemplates(), ["a"]);
});

test("FileSystemLoader finds files in its folders, the first first", t => {
  const one = folder(t, { "a.html": "one", "sub/ü.txt": "deep" });
  const two = folder(t, { "a.html": "two", "b.html": "b" });
  const loader = new FileSystemLoader([one, two]);
  assert.equal(sourceOf(loader, "a.html"), "one");
  assert.equal(sourceOf(loader, "b.html"), "b");
  assert.equal(sourceOf(loader, "./sub//ü.txt"), "deep");
  assert.deepEqual(loader.listTemplates(), ["a.html", "b.html", "sub/ü.txt"]);
  refuses(loader, "sub", "", "none.html");
  assert.deepEqual(
    new FileSystemLoader([one, join(one, "none")]).listTemplates(),
    new FileSystemLoader(one).listTemplates(),
  );
  assert.throws(() => sourceOf(new FileSystemLoader(one), "x"), { message: `'x' not found in search path: '${one}'` });
});

test("FileSystemLoader never leaves its folder", t => {
  const root = folder(t, { "secret.txt": "secret", "templates/a.html": "a" });
  const inside = join(root, "templates");
  const loader = new FileSystemLoader(inside);
  refuses(loader, "../secret.txt", "x/../../secret.txt", "..", `${root}/secret.txt`, "..\\secret.txt", "a.html\0.txt");
  refuses(loader, "x".repeat(10_000), "a.html/../a.html");
});

test("FileSystemLoader follows links out of its folder only when told to", t => {
  const root = folder(t, { "out/secret.txt": "secret", "templates/real.html": "real" });
  const inside = join(root, "templates");
  symlinkSync(join(root, "out"), join(inside, "linked"));
  symlinkSync(join(root, "out/secret.txt"), join(inside, "file.txt"));
  symlinkSync("real.html", join(inside, "alias.html"));
  symlinkSync(".", join(inside, "circle"));
  symlinkSync(inside, join(root, "current"));
  const loader = new FileSystemLoader(join(root, "current"));
  refuses(loader, "linked/secret.txt", "file.txt");
  assert.equal(sourceOf(loader, "alias.html"), "real");
  const following = new FileSystemLoader(inside, { followlinks: true });
  assert.equal(sourceOf(following, "linked/secret.txt"), "secret");
  assert.deepEqual(following.listTemplates(), ["alias.html", "file.txt", "linked/secret.txt", "real.html"]);
  assert.deepEqual(loader.listTemplates(), ["alias.html", "real.html"]);
});

test("FileSystemLoader sees that a file has changed or is gone", t => {
  const path = folder(t, { "a.html": "1", "b.html": "1" });
  const loader = new FileSystemLoader(path);
  const found = loader.getSource(environment, "a.html");
  assert.equal(found.uptodate?.(), true);
  utimesSync(join(path, "a.html"), 1, 1);
  assert.equal(found.uptodate?.(), false);
  const gone = loader.getSource(environment, "b.html");
  rmSync(join(path, "b.html"));
  assert.equal(gone.uptodate?.(), false);
});

test("FileSystemLoader refuses bytes that are no UTF-8 and tells where they are", t => {
  const bytes = Buffer.concat([Buffer.from("Grüße\nzwei"), Buffer.from([0xfc]), Buffer.from("ber")]);
  const path = folder(t, { "latin.html": bytes, "cut.html": Buffer.from("é").subarray(0, 1), "bom.html": "\ufeffx" });
  const loader = new FileSystemLoader(path);
  assert.throws(
    () => sourceOf(loader, "latin.html"),
    (error: unknown) =>
      error instanceof PythonError &&
      error.message.endsWith("latin.html' is not valid UTF-8: byte 0xfc at offset 12, line 2"),
  );
  assert.throws(() => sourceOf(loader, "cut.html"), /byte 0xc3 at offset 0, line 1$/);
  assert.equal(sourceOf(loader, "bom.html"), "\ufeffx");
  assert.match(sourceOf(new FileSystemLoader(path, { encoding: "latin1" }), "latin.html"), /zweiüber/);
  assert.throws(() => new FileSystemLoader(path, { encoding: "klingon" }), RangeError);
});
