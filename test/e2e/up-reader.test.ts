// `seatstack up | head`: whoever reads the log may leave; the site stays.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { request } from "../helpers/http.ts";
import { startStack } from "../helpers/stack.ts";
import { until } from "../helpers/processes.ts";

test("up outlives the reader of its output, and its log file goes on", { timeout: 400_000 }, async () => {
  const stack = await startStack();
  try {
    stack.up.child.stdout?.destroy();
    stack.up.child.stderr?.destroy();
    for (let i = 0; i < 5; i++) {
      assert.equal((await request(`${stack.url}/health?reader=${i}`)).status, 200);
      await until("the line in the log file", 20_000, async () =>
        (await readFile(join(stack.dir, "log/seatstack.log"), "utf8")).includes(`reader=${i}`),
      );
    }
    assert.equal(stack.up.child.exitCode, null);
    assert.equal((await stack.stop()).code, 0);
  } finally {
    await stack.stop().catch(() => undefined);
  }
});
