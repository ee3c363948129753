// The secrets in links.
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { START, temporaryDatabase } from "../testing/harness.ts";
import { findToken, LIFETIME_MS, mintToken, useToken } from "./tokens.ts";

async function stage(test: TestContext) {
  const { kysely } = await temporaryDatabase(test);
  const { id } = await kysely
    .insertInto("contact")
    .values({ kind: "email", address: "ann@example.edu", bounces: 0, created_at: START })
    .returning("id")
    .executeTakeFirstOrThrow();
  const minted = mintToken({ purpose: "confirm", contactId: id, watchId: null }, START);
  await kysely.insertInto("token").values(minted.row).execute();
  return { kysely, token: minted.token };
}

describe("tokens", () => {
  it("are 256 random bits, kept only as a hash", async test => {
    const { kysely, token } = await stage(test);
    assert.equal(Buffer.from(token, "base64url").length, 32);
    const row = await kysely.selectFrom("token").selectAll().executeTakeFirstOrThrow();
    assert.match(row.hash, /^[0-9a-f]{64}$/);
    assert.ok(!JSON.stringify(row).includes(token));
  });

  it("are found until they expire", async test => {
    const { kysely, token } = await stage(test);
    const last = START + LIFETIME_MS.confirm - 1;
    assert.equal((await findToken(kysely, token, last))?.purpose, "confirm");
    assert.equal(await findToken(kysely, token, last + 1), undefined);
  });

  it("are not found by anything else", async test => {
    const { kysely, token } = await stage(test);
    const other = mintToken({ purpose: "confirm", contactId: 1, watchId: null }, START).token;
    const wrong = [other, "", `${token}=`, ` ${token}`, token.slice(1), `${token}a`, "x".repeat(100_000), "a'--"];
    for (const text of wrong) assert.equal(await findToken(kysely, text, START), undefined);
  });

  it("are used once, whoever is faster", async test => {
    const { kysely, token } = await stage(test);
    const row = await findToken(kysely, token, START);
    assert.ok(row);
    const uses = await Promise.all([1, 2, 3].map(() => useToken(kysely, row.id, START)));
    assert.deepEqual(uses.filter(Boolean), [true]);
  });
});
