// `node scripts/run.mjs` starts the pinned Node as a child: whoever signals the process that they started means the child.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { controlRequest } from "@seatstack/shared/control/client";
import { resolvePaths } from "@seatstack/shared/paths";
import { root, start, temporaryFolder, until, type Started } from "../helpers/processes.ts";

async function wrapped(t: TestContext): Promise<{ wrapper: Started; arbiterSays: (text: string) => Promise<unknown> }> {
  const folder = await temporaryFolder();
  const dir = join(folder.dir, "s");
  const wrapper = start(
    process.execPath,
    [join(root, "scripts/run.mjs"), "app", "--dir", dir, "--set", "app.workers=1"],
    { env: { SEATSTACK_APP__ALLOW_ROOT: "true" } },
  );
  t.after(async () => {
    await wrapper.stop();
    await folder.remove();
  });
  const arbiterSays = (text: string) => until(text, 20_000, () => wrapper.output().includes(text), wrapper.output);
  await arbiterSays('"msg":"ready"');
  await controlRequest(resolvePaths(dir).app.control, { op: "status" }, 20_000);
  return { wrapper, arbiterSays };
}

for (const signal of ["SIGINT", "SIGTERM", "SIGQUIT"] as const) {
  test(`${signal} to the wrapper stops the app server, exit 0`, async t => {
    const { wrapper, arbiterSays } = await wrapped(t);
    process.kill(wrapper.pid, signal);
    await arbiterSays(`"signal":"${signal}"`);
    assert.deepEqual(await wrapper.exited, { code: 0, signal: null });
    assert.deepEqual(await wrapper.family(), []);
  });
}

test("every other signal of the arbiter passes through the wrapper, which outlives it", async t => {
  const { wrapper, arbiterSays } = await wrapped(t);
  for (const signal of ["SIGHUP", "SIGUSR1", "SIGTTIN", "SIGTTOU", "SIGWINCH", "SIGUSR2"] as const) {
    process.kill(wrapper.pid, signal);
    await arbiterSays(`"signal":"${signal}"`);
  }
  assert.equal(wrapper.child.exitCode, null);
  await arbiterSays("the new program is ready");
  const pid = /"successor":(\d+)/.exec(wrapper.output())?.[1];
  process.kill(Number(pid), "SIGTERM");
  await arbiterSays("the new program ended");
});
