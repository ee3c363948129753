// Every code block of the two documents runs: files are written, programs print what the next block says, templates render.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { whyNoFlask } from "./engines/python.ts";

const root = join(import.meta.dirname, "../..");
const DOCUMENTS = ["docs/jinja-from-flask.md", "packages/jinja/README.md"];

/** What follows the fence: a language, then a file's name where the block is a file. */
interface Block {
  readonly language: string;
  readonly file: string | undefined;
  readonly text: string;
  readonly line: number;
}

/** Languages that are programs, with how to run one; `text` after one is what it prints. */
const PROGRAMS: Readonly<Record<string, (file: string) => readonly [string, ...string[]]>> = {
  js: file => [process.execPath, "--no-warnings", file],
  python: file => ["python3", "-W", "ignore", file],
};
const EXTENSIONS: Readonly<Record<string, string>> = { js: "mjs", python: "py" };
const FILES = new Set(["html", "jinja", "json", "toml"]);

const noFlask = whyNoFlask();

for (const document of DOCUMENTS) {
  test(document, async t => {
    mkdirSync(join(root, "dist"), { recursive: true });
    // Below the root, so that the packages' names are found.
    const folder = mkdtempSync(join(root, "dist", "docs-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const blocks = blocksOf(readFileSync(join(root, document), "utf8"));
    assert.ok(blocks.length > 0, "the document has code");
    for (const [index, block] of blocks.entries()) {
      await t.test(`line ${block.line}: ${block.language} ${block.file ?? ""}`, t => {
        if (block.language === "python" && noFlask !== undefined) return t.skip(noFlask);
        return check(folder, block, blocks[index + 1], blocks[index - 1]);
      });
    }
  });
}

function check(folder: string, block: Block, next: Block | undefined, previous: Block | undefined): void {
  const command = PROGRAMS[block.language];
  if (command !== undefined) {
    const name = block.file ?? `block-${block.line}.${EXTENSIONS[block.language]}`;
    write(folder, name, block.text);
    const [program, ...args] = command(name);
    const { stdout, stderr, status } = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.equal(stdout, next?.language === "text" ? next.text : "", `what line ${block.line} prints`);
  } else if (block.language === "text") {
    assert.ok(previous !== undefined && previous.language in PROGRAMS, "output follows a program");
  } else {
    assert.ok(FILES.has(block.language), `no way to run a block of ${block.language}`);
    assert.ok(block.file !== undefined, "a file has a name");
    write(folder, block.file, block.text);
  }
}

function write(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  for (const match of markdown.matchAll(/^```(\w+)(?: (\S+))?\n([^]*?)^```$/gm)) {
    const [, language = "", file, text = ""] = match;
    blocks.push({ language, file, text, line: markdown.slice(0, match.index).split("\n").length });
  }
  assert.equal(blocks.length * 2, markdown.match(/^```/gm)?.length ?? 0, "every block names its language");
  return blocks;
}
