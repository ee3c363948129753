// What every worker class promises for a request, whatever becomes of it: the same tests for each of them.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { connect } from "../helpers/http.ts";
import { alive, until } from "../helpers/processes.ts";
import { said, startClass, type ClassTier, type WorkerClass } from "./class-tier.ts";

const sha = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** One request after the other, until the returned function is called: what each was answered, 0 for one that was not. */
function besides(tier: ClassTier, target: string): () => Promise<readonly number[]> {
  const over = new AbortController();
  const statuses: number[] = [];
  const ask = async (): Promise<void> => {
    while (!over.signal.aborted && !statuses.includes(0)) {
      statuses.push((await tier.get(target).catch(() => undefined))?.status ?? 0);
    }
  };
  const asking = ask();
  return async () => {
    over.abort();
    await asking;
    return statuses;
  };
}

export function requestContract(workerClass: WorkerClass): void {
  describe(`${workerClass.name}: requests`, () => {
    let tier: ClassTier;

    before(async () => {
      tier = await startClass(workerClass, ["app.timeout=2s", "app.boot_request=/boot"]);
    });

    after(async () => {
      assert.deepEqual(await tier.stop(), { code: 0, signal: null });
    });

    const mark = (): number => tier.process.output().length;

    test("status names the class, and has a slot for every request that it serves at a time", async () => {
      const status = await tier.status();
      const web = status.workers.filter(worker => worker.kind === "web");
      assert.equal(status.workerClass, workerClass.name);
      assert.equal(web.length, workerClass.workers);
      assert.equal(
        web.reduce((sum, worker) => sum + worker.slots, 0),
        workerClass.capacity,
      );
    });

    test("each unit answered a request of its own before anybody else's, which counts nowhere", async () => {
      const asked = () => tier.process.output().match(/asked itself/g)?.length ?? 0;
      await until("both", 60_000, () => asked() >= 2);
      assert.equal(asked(), 2);
      const web = (await tier.status()).workers.filter(worker => worker.kind === "web");
      assert.deepEqual(
        web.map(worker => worker.requests),
        web.map(() => 0),
      );
    });

    test("a plain request", async () => {
      const response = await tier.get("/where");
      assert.equal(response.status, 200);
      assert.match(response.text(), /^\d+:\d+$/);
      assert.equal(response.header("content-length"), String(response.body.length));
    });

    test("a body of a megabyte, there and back", async () => {
      const body = randomBytes(1024 * 1024);
      const response = await tier.get("/echo", { method: "POST", body });
      assert.equal(response.status, 200);
      assert.equal(sha(response.body), sha(body));
    });

    test("a streamed response arrives as it is written", async () => {
      const connection = await connect(tier.url);
      connection.send("GET /stream HTTP/1.1\r\nHost: test\r\n\r\n");
      let text = "";
      connection.socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
      await until("the first word", 20_000, () => text.includes("one"));
      assert.ok(!text.includes("two"), "not held back until the last, which is not written yet");
      await tier.open();
      await until("the end", 20_000, () => text.includes("three") && text.includes("0\r\n\r\n"));
      connection.close();
    });

    test("a client that goes: the request's signal aborts, and its slot is free again", async () => {
      const from = mark();
      const connection = await connect(tier.url);
      connection.send("GET /never HTTP/1.1\r\nHost: test\r\n\r\n");
      await said(tier, "waiting", from);
      connection.close();
      await said(tier, "aborted", from);
      await tier.units();
    });

    test("a request that only awaits: 504 at timeout, its signal aborts, its unit and all other requests go on", async () => {
      const units = await tier.units();
      const from = mark();
      const asked = tier.get("/never", { method: "POST" });
      await said(tier, "waiting", from);
      const others = besides(tier, "/slow?200");
      assert.equal((await asked).status, 504);
      await said(tier, "aborted", from);
      assert.deepEqual([...new Set(await others())], [200]);
      assert.deepEqual([...(await tier.units())].toSorted(), [...units].toSorted());
    });

    for (const [how, target] of Object.entries({ throws: "/throw", rejects: "/reject" })) {
      test(`a handler that ${how}: 500 without a word of why, and its unit lives`, async () => {
        const units = await tier.units();
        const from = mark();
        const response = await tier.get(target);
        assert.equal(response.status, 500);
        assert.equal(response.text(), "Internal Server Error\n");
        await said(tier, `the handler ${how}`, from);
        assert.deepEqual([...(await tier.units())].toSorted(), [...units].toSorted());
      });
    }

    test("a response that fails in the middle is cut, or 502 where nothing has left yet; never ended as if it were whole", async () => {
      const outcome = await tier.get("/half").then(
        response => response.status,
        () => "cut",
      );
      assert.ok(outcome === "cut" || outcome === 502, `${outcome}`);
      assert.equal((await tier.get("/where")).status, 200);
    });

    test("a request that hangs its loop: connection answered after timeout, a new unit serves, the other never notices", async () => {
      const before = await tier.units();
      const from = mark();
      const hung = tier.get("/block", { method: "POST", timeout: 30_000 });
      const others = besides(tier, "/slow?20");
      const { status } = await hung;
      assert.ok(status === 502 || status === 504, `${status}`);
      const line = await said(tier, "is stuck: this is where", from);
      const { stack } = JSON.parse(line) as { stack: string[] };
      assert.match(stack[0] ?? "", /spinForEver \(file:.*\/app\.ts:12:\d+\)/);
      await until(
        "its replacement",
        20_000,
        async () => {
          const now = await tier.units();
          return [...now].filter(unit => !before.has(unit)).length === 1;
        },
        tier.process.output,
      );
      assert.deepEqual([...new Set(await others())], [200]);
    });

    test("a GET that hangs its loop after an await is not repeated: only its own unit is lost", async () => {
      const before = await tier.units();
      const from = mark();
      const { status } = await tier.get("/block-later", { timeout: 30_000 });
      assert.ok(status === 502 || status === 504, `${status}`);
      await said(tier, "is stuck: this is where", from);
      const after = await until("a new unit", 20_000, async () => {
        const now = await tier.units();
        return [...now].some(unit => !before.has(unit)) && now;
      });
      assert.equal([...after].filter(unit => before.has(unit)).length, 1);
    });

    test("code that ends its unit: 502, the cause in the log, a new unit", async () => {
      const before = await tier.units();
      const from = mark();
      assert.equal((await tier.get("/exit", { method: "POST" })).status, 502);
      await said(tier, workerClass.name === "threads" ? /thread died/ : /worker crashed \(exit 7\)/, from);
      assert.equal([...(await tier.units())].filter(unit => before.has(unit)).length, 1);
    });

    test("an error that nobody catches ends its unit only, with the stack in the log", async () => {
      const before = await tier.units();
      const from = mark();
      assert.equal((await tier.get("/uncaught", { method: "POST" })).status, 502);
      assert.match(await said(tier, "uncaught error", from), /uncaught in a timer.*app\.ts:\d+/);
      assert.equal([...(await tier.units())].filter(unit => before.has(unit)).length, 1);
    });

    test("SIGSTOP and SIGCONT of a worker for longer than timeout: it is not taken for stuck when it wakes", async () => {
      const [worker] = await tier.settled(workerClass.workers);
      assert.ok(worker);
      const from = mark();
      const units = await tier.units();
      process.kill(worker.pid, "SIGSTOP");
      await new Promise(resolve => setTimeout(resolve, 3000));
      process.kill(worker.pid, "SIGCONT");
      await new Promise(resolve => setTimeout(resolve, 1000));
      assert.equal(await alive(worker.pid), true);
      assert.deepEqual([...(await tier.units())].toSorted(), [...units].toSorted());
      assert.doesNotMatch(tier.process.output().slice(from), /stuck/);
    });
  });
}
