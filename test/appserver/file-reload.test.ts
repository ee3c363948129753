// app.reload: a saved file replaces the workers; a broken save does not stop what serves.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { temporaryFolder, until } from "../helpers/processes.ts";
import { startTier, type Tier } from "./tier.ts";

const saying = (text: string): string =>
  `export function createApplication() { return { handle: () => ({ status: 200, headers: [], body: ${JSON.stringify(text)} }) }; }`;

const answers = (tier: Tier, text: string): Promise<true> =>
  until(`the answer ${text}`, 20_000, async () => (await tier.get("/")).text() === text, tier.process.output);

const changes = (tier: Tier): number => tier.process.output().split('"a file has changed"').length - 1;

/** As long as a wrong reload would need to begin. */
const quiet = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 800));

test("a save is served; a broken one is not, and says so; the next good one is", async () => {
  const tier = await startTier(saying("one"), ["app.reload=true"]);
  try {
    assert.match(tier.process.output(), /app\.reload is on, for development/);
    await writeFile(tier.appFile, saying("two"));
    await answers(tier, "two");
    await until("rest", 20_000, async () => (await tier.status()).state === "running");
    await writeFile(tier.appFile, "export function createApplication() { throw new Error('half a line'); }");
    await until("the failure", 20_000, async () => (await tier.status()).lastError?.includes("half a line"));
    await answers(tier, "two");
    await writeFile(tier.appFile, saying("three"));
    await answers(tier, "three");
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});

test("folders below count, new ones too; node_modules, hidden files and data do not", async () => {
  const tier = await startTier(saying("one"), ["app.reload=true"]);
  const folder = dirname(tier.appFile);
  try {
    await mkdir(join(folder, "lib/deep"), { recursive: true });
    await mkdir(join(folder, "node_modules/x"), { recursive: true });
    await quiet();
    for (const name of ["data.json", "app.db", ".app.mjs.swp", "app.mjs~", "node_modules/x/index.js"]) {
      await writeFile(join(folder, name), "1");
    }
    await quiet();
    assert.equal(changes(tier), 0, tier.process.output());
    await writeFile(join(folder, "lib/deep/query.mjs"), "export const x = 1;");
    await until("a reload", 20_000, () => changes(tier) === 1, tier.process.output);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
  }
});

test("app.reload_extra_files: a template folder counts, whatever its files are", async () => {
  const folder = await temporaryFolder();
  const templates = join(folder.dir, "templates");
  await mkdir(templates);
  const tier = await startTier(saying("one"), ["app.reload=true", `app.reload_extra_files=["${templates}"]`]);
  try {
    await writeFile(join(templates, "page.html"), "<p>");
    await until("a reload", 20_000, () => changes(tier) === 1, tier.process.output);
  } finally {
    assert.deepEqual(await tier.stop(), { code: 0, signal: null });
    await folder.remove();
  }
});

test("off is the default: nothing is watched", async () => {
  const tier = await startTier(saying("one"));
  try {
    await writeFile(tier.appFile, saying("two"));
    await quiet();
    assert.equal(changes(tier), 0);
    assert.equal((await tier.get("/")).text(), "one");
  } finally {
    await tier.stop();
  }
});
