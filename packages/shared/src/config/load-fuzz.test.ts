// Whatever is written, loading it gives a config or a ConfigError with a place and words for every fault.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { inspect } from "node:util";
import * as fc from "fast-check";
import { stringify } from "smol-toml";
import { ConfigError } from "./faults.ts";
import { loadConfig, type ConfigSource } from "./load.ts";
import { variableOf } from "./overrides.ts";
import { configSchema } from "./schema.ts";
import { listSettings } from "./settings.ts";
import { withValue, type Tree } from "./tree.ts";

const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
const file = join(folder, "seatstack.toml");
after(() => rmSync(folder, { recursive: true }));

const settings = listSettings();
const text = fc.oneof(
  fc.string(),
  fc.constantFrom("", "auto", "30s", "1m", "off", "unix:/a", "127.0.0.1:80", "http://a"),
);
const scalar = fc.oneof(text, fc.integer(), fc.double({ noNaN: true }), fc.boolean(), fc.date({ noInvalidDate: true }));
const key = fc.constantFrom("url", "root", "cert", "key", "prefix", "upstream", "x", "0");
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(key, scalar, { maxKeys: 3 }));
const any = fc.oneof(value, fc.array(fc.dictionary(key, scalar, { maxKeys: 3 }), { maxLength: 2 }));
const path: fc.Arbitrary<readonly string[]> = fc.oneof(
  fc.constantFrom(...settings.map(setting => setting.path)),
  fc.constantFrom(["edge"], ["edge", "tls"], ["seats", "mail"], ["app", "env"], ["nope"], ["edge", "nope"]),
);

/** True when the settings were accepted; a refusal must be a whole one. */
function loads(source: ConfigSource): boolean {
  try {
    assert.ok(loadConfig(source).edge);
    return true;
  } catch (error) {
    assert.ok(error instanceof ConfigError, inspect(error));
    assert.ok(error.faults.length > 0);
    for (const { where, message } of error.faults)
      assert.ok(where !== "" && message !== "", JSON.stringify(error.faults));
    return false;
  }
}

test("of any file", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(path, any), { maxLength: 4 }), entries => {
      const tree = entries.reduce<Tree>((tree, [path, value]) => withValue(tree, path, value), {});
      writeFileSync(file, stringify(tree));
      loads({ file, sets: [], env: {} });
    }),
    { numRuns: 400 },
  );
});

test("of any text as a file", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."edgapu=.[]{}\"'#\n \t1,".split("")), maxLength: 40 }), toml => {
      writeFileSync(file, toml);
      loads({ file, sets: [], env: {} });
    }),
    { numRuns: 400 },
  );
});

test("of any environment and --set, for every setting", () => {
  for (const setting of settings) {
    fc.assert(
      fc.property(text, value => {
        const { path } = setting;
        loads({ file: undefined, sets: [`${path.join(".")}=${value}`], env: { [variableOf(setting)]: value } });
      }),
      { numRuns: 12 },
    );
  }
});

test("of every default written out, by each of the three ways", () => {
  for (const setting of settings.filter(({ kind }) => kind !== "map")) {
    const { path, node } = setting;
    const written = Array.isArray(node.default) ? JSON.stringify(node.default) : String(node.default);
    writeFileSync(file, stringify(withValue({}, path, node.default)));
    assert.ok(loads({ file, sets: [], env: {} }), path.join("."));
    assert.ok(loads({ file: undefined, sets: [`${path.join(".")}=${written}`], env: {} }), path.join("."));
    assert.ok(loads({ file: undefined, sets: [], env: { [variableOf(setting)]: written } }), path.join("."));
  }
  assert.deepEqual(loadConfig({ file: undefined, sets: [], env: {} }), configSchema.parse({}));
});
