import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { TempFolder } from "./temp-folder.ts";

test("a full disk is told once a second, with the number of bodies that it cost", () => {
  const lines: { reason: string; bodies: number }[] = [];
  const log = pino({}, { write: line => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
  let now = 0;
  const folder = new TempFolder("/var/full", log, () => now);
  for (now = 0; now < 2500; now += 500) folder.refused(new Error("ENOSPC: no space left on device"));
  assert.deepEqual(
    lines.map(({ bodies }) => bodies),
    [1, 2, 2],
  );
  assert.match(lines[0]?.reason ?? "", /ENOSPC/);
});

test("a folder that is gone refuses, with the system's error", async () => {
  await assert.rejects(new TempFolder("/nowhere/at/all", pino({ level: "silent" })).create(), { code: "ENOENT" });
});
