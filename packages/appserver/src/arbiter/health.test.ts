// Health in a word.
import assert from "node:assert/strict";
import { test } from "node:test";
import { appStatus, workerStatus } from "@seatstack/shared/control/status.fixture";
import { healthOf } from "./health.ts";

const web = (state: "ready" | "starting" | "draining") => workerStatus({ state });
const front = workerStatus({ kind: "front", worker: 0 });

for (const [what, fields, word] of [
  ["all that is wanted is ready", { workers: [web("ready"), web("ready"), front] }, "ok"],
  [
    "a reload with all workers",
    { state: "reloading", workers: [web("ready"), web("ready"), web("starting"), front] },
    "ok",
  ],
  [
    "a worker that is being replaced",
    { workers: [web("ready"), web("starting"), front] },
    "degraded: 1 of 2 workers ready",
  ],
  ["the front away", { workers: [web("ready"), web("ready"), { ...front, state: "starting" }] }, "degraded: no front"],
  ["the first boot", { state: "starting", workers: [web("starting")] }, "starting: 0 of 2 workers ready"],
  ["workers that do not boot", { state: "failing", workers: [] }, "failing"],
  ["workers let go by WINCH", { state: "resting", target: 0, workers: [] }, "resting"],
  ["a stop", { state: "stopping", workers: [web("ready"), web("ready"), front] }, "stopping"],
] as const) {
  test(`${what}: ${word}`, () => {
    assert.deepEqual(healthOf(appStatus(fields)), { healthy: word === "ok", word });
  });
}
