// docs/apps.md: every file of settings in it can be used as it stands, in the folder that its section names.
import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root, runSeatstack, temporaryFolder } from "../helpers/processes.ts";

const page = await readFile(join(root, "docs/apps.md"), "utf8");
const sections = page
  .split(/^## /m)
  .map(text => ({ title: text.slice(0, text.indexOf("\n")).replace("# ", ""), text }));
const APPS = join(root, "test/fixtures/apps");
/** Where a section is about no folder. */
const ANY = "bare";

const snippets = sections.flatMap(({ title, text }) =>
  [...text.matchAll(/^```toml\n(.*?)^```/gms)].map(([, toml = ""]) => {
    const folder = /\]\(\.\.\/test\/fixtures\/apps\/(\w+)\)/.exec(text)?.[1] ?? ANY;
    return { title, folder, toml };
  }),
);

for (const { title, folder, toml } of snippets) {
  test(`the settings under "${title}" are right`, async () => {
    const temporary = await temporaryFolder();
    try {
      await cp(join(APPS, folder), temporary.dir, { recursive: true });
      const module = /^module = "(.*?)"/m.exec(toml)?.[1] ?? "";
      if (module === "./server.js") await writeFile(join(temporary.dir, module), "");
      assert.ok(existsSync(join(temporary.dir, module)), `there is no ${module} in ${folder}`);
      const file = join(temporary.dir, "seatstack.toml");
      await writeFile(file, toml);
      const { code, output } = await runSeatstack(["check", "--config", file, "--dir", join(temporary.dir, "s")], {
        cwd: temporary.dir,
        env: { SEATSTACK_APP__ALLOW_ROOT: "true" },
      });
      assert.equal(code, 0, output);
    } finally {
      await temporary.remove();
    }
  });
}

test("every example app has a section with its settings", () => {
  const documented = new Set(snippets.map(({ folder }) => folder));
  const folders = readdirSync(APPS).filter(name => name !== "probe");
  assert.deepEqual(
    folders.filter(name => !documented.has(name)),
    [],
  );
  assert.ok(page.includes("WebSocket"));
});

test("every file of an example app says in its first line what it shows", async () => {
  for (const folder of readdirSync(APPS)) {
    for (const file of readdirSync(join(APPS, folder)).filter(name => /\.[cm]?[jt]s$/.test(name))) {
      assert.match(await readFile(join(APPS, folder, file), "utf8"), /^\/\/ \w.*\.\n/, `${folder}/${file}`);
    }
  }
});
