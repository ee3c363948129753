import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadConfig } from "@seatstack/shared/config/load";
import { firstConfig, machineNames } from "./system-config.ts";

function load(names: readonly string[]) {
  const dir = mkdtempSync(join(tmpdir(), "st-"));
  try {
    const file = join(dir, "seatstack.toml");
    writeFileSync(file, firstConfig(names));
    return loadConfig({ file, sets: [], env: {} });
  } finally {
    rmSync(dir, { recursive: true });
  }
}

test("the first settings of a machine are valid and serve the public ports under its names", () => {
  const config = load(["vps1", "192.0.2.7", "2001:db8::7"]);
  assert.equal(config.edge.https, ":443");
  assert.deepEqual(config.edge.tls.names, ["vps1", "192.0.2.7", "2001:db8::7", "localhost", "127.0.0.1", "::1"]);
  assert.equal(config.seats.public_url, "https://192.0.2.7");
});

test("they are valid for this machine, for one without an address, and for one with IPv6 only", () => {
  assert.ok(load(machineNames()).edge.tls.names.length > 0);
  assert.equal(load(["lonely"]).seats.public_url, "https://lonely");
  assert.equal(load(["six", "2001:db8::7"]).seats.public_url, "https://[2001:db8::7]");
});
