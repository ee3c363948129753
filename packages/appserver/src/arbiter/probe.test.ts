import assert from "node:assert/strict";
import { test } from "node:test";
import { configSchema } from "@seatstack/shared/config/schema";
import { createLogger } from "@seatstack/shared/logger";
import { resolvePaths } from "@seatstack/shared/paths";
import type { ChildEvents } from "./launcher.ts";
import { Probe } from "./probe.ts";

const config = configSchema.parse({});
const turn = () => new Promise(resolve => setImmediate(resolve));

/** Probes that end only when the test says so. */
function stage() {
  const launched: { readonly generation: number; readonly signals: string[]; readonly events: ChildEvents }[] = [];
  const removed: string[] = [];
  const probe = new Probe(
    (_kind, _options, events) => {
      const signals: string[] = [];
      return {
        pid: 1,
        send: message =>
          void (message.type === "boot" && launched.push({ generation: message.generation, signals, events })),
        kill: signal => void signals.push(signal),
      };
    },
    resolvePaths("/tmp/st-probe"),
    createLogger("silent", { tier: "app" }),
    path => removed.push(path),
  );
  return { probe, launched, removed };
}

test("three reloads in a row: only the last is probed, one probe at a time", async () => {
  const { probe, launched, removed } = stage();
  const outcomes = [probe.run(config, 1)];
  await turn();
  outcomes.push(probe.run(config, 2), probe.run(config, 3));
  await turn();
  assert.deepEqual(launched[0]?.signals, ["SIGKILL", "SIGKILL"]);
  assert.equal(launched.length, 1);
  launched[0].events.onExit({ code: null, signal: "SIGKILL" });
  await turn();
  assert.deepEqual(
    launched.map(({ generation }) => generation),
    [1, 3],
  );
  launched[1]?.events.onMessage({ type: "ready" });
  launched[1]?.events.onExit({ code: 0, signal: null });
  const codes = (await Promise.all(outcomes)).map(failure => failure?.code);
  assert.deepEqual(codes, ["APP_LOAD", "OVERTAKEN", undefined]);
  assert.equal(removed.length, 2);
});

test("a stop leaves no probe behind that waits for its turn", async () => {
  const { probe, launched } = stage();
  void probe.run(config, 1);
  await turn();
  const second = probe.run(config, 2);
  const ended = probe.end();
  launched[0]?.events.onExit({ code: null, signal: "SIGKILL" });
  await ended;
  assert.equal((await second)?.code, "OVERTAKEN");
  assert.equal(launched.length, 1);
});
