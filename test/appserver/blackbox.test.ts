// The black-box list, after the test suites of gunicorn, unicorn, puma and pitchfork: which test shows each of its lines.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

interface Line {
  readonly promise: string;
  readonly file: string;
  /** Part of the test's name, as its file has it. */
  readonly shown: string;
}

const LINES: readonly Line[] = [
  {
    promise: "TERM or INT to the whole process group: exit 0",
    file: "stop.test.ts",
    shown: "to every process of the tier at once: exit 0",
  },
  {
    promise: "HUP 50 times leaks no descriptor and no thread",
    file: "blackbox-leaks.test.ts",
    shown: "HUP 50 times leaks no descriptor and no thread",
  },
  {
    promise: "a foreign reparented child's exit is ignored",
    file: "orphans.test.ts",
    shown: "a foreign reparented child's exit is ignored",
  },
  {
    promise: "hung request: connection closed after the timeout, new pid serves",
    file: "class-contract.ts",
    shown: "a request that hangs its loop: connection answered after timeout, a new unit serves",
  },
  {
    promise: "logs renamed, then USR1: recreated",
    file: "settings.test.ts",
    shown: "logs renamed, then USR1",
  },
  { promise: "WINCH to zero workers, TTIN back", file: "winch.test.ts", shown: "WINCH: workers to zero gracefully" },
  {
    promise: "socket file deleted, then HUP: recreated",
    file: "listeners.test.ts",
    shown: "a deleted socket file comes back on HUP",
  },
  {
    promise: "second instance on the same pid file refused, the first untouched",
    file: "instances.test.ts",
    shown: "a second instance on the same pid file is refused",
  },
  {
    promise: "second instance on the same socket refused, the first untouched",
    file: "instances.test.ts",
    shown: "a second instance on the same Unix or TCP socket is refused",
  },
  {
    promise: "SIGKILL of the arbiter: children gone",
    file: "stop.test.ts",
    shown: "SIGKILL of the arbiter: its children are gone",
  },
  {
    promise: "restart over the leftover socket and pid file",
    file: "instances.test.ts",
    shown: "SIGKILL leaves sockets and pid file behind: the next start replaces them",
  },
  {
    promise: "signals to a worker during a 50 MB upload",
    file: "front-uploads.test.ts",
    shown: "50 MB up: the worker",
  },
  { promise: "… and download: truncate nothing", file: "front-uploads.test.ts", shown: "50 MB down: the worker" },
  {
    promise: "10 clients through 20 rolling reloads, 3,000 POSTs of 16 KB: 0 errors on Unix and TCP",
    file: "blackbox-rolling.test.ts",
    shown: "10 clients through 20 rolling reloads, 3,000 POSTs of 16 KB: 0 errors",
  },
  {
    promise: "one slow request and eight fast ones: all eight go elsewhere",
    file: "classes-capacity.test.ts",
    shown: "and eight fast ones: all eight go elsewhere",
  },
  {
    promise: "second USR2 while an upgrade is under way is ignored",
    file: "upgrade.test.ts",
    shown: "a second USR2 while an upgrade is under way is ignored",
  },
  {
    promise: "USR2 with a broken binary backs out",
    file: "upgrade.test.ts",
    shown: "USR2 with a broken binary or a broken config",
  },
  {
    promise: "worker stuck at boot is killed at boot_timeout while siblings serve",
    file: "boot.test.ts",
    shown: "a worker stuck at boot is killed at boot_timeout while its siblings serve",
  },
  {
    promise: "N consecutive boot failures of the first generation: exit 3",
    file: "boot.test.ts",
    shown: "workers that crash while they boot: exit 3",
  },
  { promise: "preload: broken app: exit 4", file: "preload.test.ts", shown: "preload: a broken app → exit 4" },
  { promise: "rollout alternates strictly", file: "gate.test.ts", shown: "rollout alternates strictly" },
  {
    promise: "hung hook does not stop a stop",
    file: "hooks.test.ts",
    shown: "on_exit and worker_exit that hang do not stop a stop",
  },
  {
    promise: "kill -9 of random workers every 200 ms for 60 s under 50 clients",
    file: "kill-storm.timing.test.ts",
    shown: "kill -9 of random workers every 200 ms for 60 s under 50 clients",
  },
];

for (const { promise, file, shown } of LINES) {
  test(`${promise}: shown in ${file}`, async () => {
    const source = await readFile(join(import.meta.dirname, file), "utf8");
    const names = [...source.matchAll(/\btest\(\s*(["'`])(.*?)\1,/gs)].map(([, , name = ""]) => name);
    assert.ok(
      names.some(name => name.includes(shown)),
      `no test "${shown}" in ${file}`,
    );
  });
}
