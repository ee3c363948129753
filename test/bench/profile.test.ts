// Self times from a CPU profile.
import assert from "node:assert/strict";
import { test } from "node:test";
import { renderProfile, summarizeProfile, type CpuProfile } from "./profile.ts";

function frame(id: number, functionName: string, url = "", lineNumber = 0) {
  return { id, callFrame: { functionName, url, lineNumber } };
}

const PROFILE: CpuProfile = {
  nodes: [
    frame(1, "(root)"),
    frame(2, "(idle)"),
    frame(3, "parse", "file:///repo/packages/edge/src/head.ts", 9),
    frame(4, "write", "file:///repo/packages/edge/src/head.ts", 29),
    frame(5, "", "file:///repo/node_modules/.pnpm/pino@1/node_modules/pino/lib/pino.js", 0),
    frame(6, "(program)"),
    frame(8, "post", "node:inspector", 114),
    frame(7, "onread", "node:internal/stream_base_commons", 4),
  ],
  samples: [2, 3, 4, 3, 5, 6, 7, 8],
  timeDeltas: [1000, 300, 100, 300, 100, 150, 50, 9000],
};

test("idle time is apart, all else is a share of the busy time, largest first", () => {
  const summary = summarizeProfile(PROFILE, "/repo");
  assert.equal(summary.busy, 0.5);
  assert.deepEqual(summary.functions, [
    { name: "parse packages/edge/src/head.ts:10", share: 0.6 },
    { name: "(program)", share: 0.15 },
    { name: "write packages/edge/src/head.ts:30", share: 0.1 },
    { name: "(anonymous) pino/lib/pino.js:1", share: 0.1 },
    { name: "onread node:internal/stream_base_commons:5", share: 0.05 },
  ]);
});

test("files add up their functions; native time keeps its name", () => {
  const files = summarizeProfile(PROFILE, "/repo").files.map(cost => `${cost.name} ${cost.share.toFixed(2)}`);
  assert.deepEqual(files, [
    "packages/edge/src/head.ts 0.70",
    "(program) 0.15",
    "pino/lib/pino.js 0.10",
    "node:internal/stream_base_commons 0.05",
  ]);
});

test("text shows the first of each ranking", () => {
  const text = renderProfile("edge-thread.1.2", summarizeProfile(PROFILE, "/repo"), 1);
  assert.match(text, /^edge-thread\.1\.2: busy 50 % of the time/);
  assert.match(text, /60\.0 % {2}parse packages/);
  assert.doesNotMatch(text, /pino/);
});
