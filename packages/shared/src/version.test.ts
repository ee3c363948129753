// The version in the code is the version of the package.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { VERSION } from "./version.ts";

test("VERSION is package.json's", () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8")) as unknown;
  assert.equal((manifest as { version: string }).version, VERSION);
});
