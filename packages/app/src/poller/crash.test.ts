// SIGKILL at every step between a seat's appearance and the message handed over: no alert lost, none sent twice.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { openDatabase } from "../db/open.ts";
import { FakeClock, pollerOf, reading, ScriptedSource, temporaryFolder } from "../testing/harness.ts";
import { pollAndSend } from "../testing/poll-and-send.ts";
import { createWatching } from "../watching.ts";
import { mintToken } from "../tokens/tokens.ts";
import { pollOnce } from "./poller.ts";

const CHILD = fileURLToPath(new URL("../testing/crash-child.ts", import.meta.url));
const HOUR = 3_600_000;
const LANES = 2;

/** A folder whose database knows a closed section and one armed watch of it. */
async function prepare(test: TestContext): Promise<string> {
  const dataDir = temporaryFolder(test);
  const database = await openDatabase({ url: "", dataDir });
  const clock = new FakeClock();
  clock.advance(Date.now() - clock.now() - HOUR);
  const source = new ScriptedSource();
  source.read(reading("01", 0));
  const { context, options } = pollerOf(database, clock, source);
  await pollOnce(context, options, new AbortController().signal);
  const watching = createWatching({ database, now: () => clock.now() });
  await watching.createWatch("ann@example.edu", 1);
  const { token, row } = mintToken({ purpose: "confirm", contactId: 1, watchId: 1 }, clock.now());
  await database.kysely.insertInto("token").values(row).execute();
  assert.equal((await watching.confirmWatch(token)).kind, "confirmed");
  await database.kysely.deleteFrom("delivery").execute();
  await database.close();
  return dataDir;
}

async function runUntil(dataDir: string, dieAt: number): Promise<"killed" | "done"> {
  const child = spawn(process.execPath, [CHILD, dataDir, String(dieAt)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  if (signal === "SIGKILL") return "killed";
  assert.equal(code, 0);
  return "done";
}

const plain = (rows: readonly object[]) => rows.map(row => ({ ...row }));

async function assertOneAlert(dataDir: string, dieAt: number): Promise<void> {
  const database = await openDatabase({ url: "", dataDir });
  const events = await database.kysely.selectFrom("seat_event").select(["from_status", "to_status"]).execute();
  const deliveries = await database.kysely.selectFrom("delivery").select(["kind", "state"]).execute();
  await database.close();
  assert.deepEqual(plain(events), [{ from_status: "closed", to_status: "open" }], `killed at step ${dieAt}`);
  assert.deepEqual(plain(deliveries), [{ kind: "alert", state: "sent" }], `killed at step ${dieAt}`);
  const files = readdirSync(join(dataDir, "mail")).filter(name => name.endsWith(".eml"));
  assert.equal(files.length, 1, `killed at step ${dieAt}: ${files.join()}`);
}

describe("a crash at any step", () => {
  it("loses no alert and sends none twice", { timeout: 500_000 }, async test => {
    const prepared = await prepare(test);
    let nextStep = 1;
    let kills = 0;
    const lane = async () => {
      for (let ended = false; !ended;) {
        const dieAt = nextStep++;
        const dataDir = mkdtempSync(`${prepared}-`);
        test.after(() => rmSync(dataDir, { recursive: true, force: true }));
        cpSync(prepared, dataDir, { recursive: true });
        ended = (await runUntil(dataDir, dieAt)) === "done";
        if (!ended) {
          kills += 1;
          // The leases of the dead have run out an hour later.
          await pollAndSend(dataDir, HOUR, () => undefined);
        }
        await assertOneAlert(dataDir, dieAt);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    assert.ok(kills > 20, `only ${kills} steps`);
    test.diagnostic(`killed at ${kills} steps`);
  });
});
