// `seatstack status` to the letter, in the states that an operator meets, at the widths of real terminals.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Histogram, SlotStatus, TaskStatus } from "@seatstack/shared/control/protocol";
import { appStatus, edgeStatus, workerStatus } from "@seatstack/shared/control/status.fixture";
import { SeatstackError } from "@seatstack/shared/errors";
import { statusReport } from "./status-report.ts";
import type { Tiers } from "./tiers.ts";

const NOW = Date.parse("2026-11-21T03:00:00Z");
const DAYS = 273_600_000;

function histogram(...counts: readonly number[]): Histogram {
  return { counts: [...counts, ...Array<number>(15 - counts.length).fill(0)], sum: 1 };
}

const times = {
  queueTime: histogram(900, 50, 30, 15, 5),
  responseTime: histogram(0, 100, 500, 300, 80, 15, 4, 1),
};
const front = workerStatus({ kind: "front", worker: 0, pid: 205, uptime: DAYS, requests: 12, utilization: 0.01 });
const task = workerStatus({ kind: "task", worker: 1, pid: 206, uptime: DAYS });
const first = workerStatus({
  worker: 1,
  pid: 203,
  uptime: DAYS,
  requests: 600_123,
  inFlight: 4,
  utilization: 0.12,
  loopLag: 3,
  ...times,
});
const second = workerStatus({ ...first, worker: 2, pid: 204, requests: 598_001, inFlight: 2, loopLag: 150 });
const edge = { status: edgeStatus() };

const tasks: readonly TaskStatus[] = [
  {
    name: "poll seats",
    schedule: "every 15s",
    state: "waiting",
    runs: 18_240,
    failures: 0,
    lastRun: NOW - 12_000,
    lastDuration: 340,
    nextRun: NOW + 3000,
  },
  {
    name: "nightly",
    schedule: "cron 0 3 * * *",
    state: "running",
    runs: 3,
    failures: 1,
    lastRun: NOW - 86_400_000,
    lastDuration: 95_000,
    lastError: "cannot reach smtp.example.com:587: connection timed out after 30 s",
  },
];

function thread(slot: number, fields: Partial<SlotStatus> = {}): SlotStatus {
  const idle = { state: "ready", busyNow: false, requests: 1200 + slot, busy: 4, uptime: 60_000, loopLag: 1 } as const;
  return { slot, ...idle, ...fields };
}

/** In a pipe where `columns` is undefined. */
function report(tiers: Tiers, columns?: number): string {
  const terminal = {
    paint: (_: string, text: string) => text,
    columns: columns ?? 80,
    isTerminal: columns !== undefined,
  };
  return `\n${statusReport(tiers, terminal, NOW)}`;
}

test("all is well: a line per tier, the workers, the tasks and what went wrong in them", () => {
  const text = report({
    edge,
    app: {
      status: appStatus({
        inFlight: 6,
        workers: [task, front, second, first],
        tasks,
        restarts: 3,
        restartsBy: { max_requests: 1, crash: 2, oom: 0 },
      }),
    },
  });
  assert.equal(
    text,
    `
edge  running  pid 101  up 2h 5m  81.2 MB  1 thread  31 connections  4 in flight  0 queued  1,234,567 requests  2 endpoints
      http://0.0.0.0:8080  https://0.0.0.0:8443
      certificate self-signed for localhost, 127.0.0.1, until 2027-11-21
app   running  pid 202  up 3d 4h  40.0 MB  2 of 2 workers ready  class async  generation 3  6 in flight  0 queued
      unix:/run/app.sock

WORKER  PID  STATE  GEN    AGE  REQUESTS  IN FLIGHT  BUSY  QUEUE p50/p99  RESPONSE p50/p99     LAG   MEMORY
web 1   203  ready    3  3d 4h   600,123     4/1000   12%     0.6/8.3 ms         4.5/42 ms  3.0 ms  60.0 MB
web 2   204  ready    3  3d 4h   598,001     2/1000   12%     0.6/8.3 ms         4.5/42 ms  150 ms  60.0 MB
front   205  ready    3  3d 4h        12          0    1%              -                 -    0 ms  60.0 MB
task 1  206  ready    3  3d 4h         -          -    0%              -                 -    0 ms  60.0 MB

TASK        SCHEDULE        STATE     LAST RUN    TOOK  NEXT RUN    RUNS  FAILURES
poll seats  every 15s       waiting    12s ago  340 ms     in 3s  18,240         0
nightly     cron 0 3 * * *  running  1d 0h ago    95 s         -       3         1
  nightly: cannot reach smtp.example.com:587: connection timed out after 30 s

3 restarts: crash 2, max requests 1
`,
  );
});

test("starting", () => {
  const text = report({
    edge: {
      status: edgeStatus({ state: "starting", endpoints: 0, connections: 0, inFlight: 0, requests: 0, uptime: 1200 }),
    },
    app: {
      status: appStatus({
        state: "starting",
        generation: 1,
        uptime: 900,
        workers: [workerStatus({ state: "starting", generation: 1, uptime: 800 })],
      }),
    },
  });
  assert.equal(
    text,
    `
edge  starting  pid 101  up 1s  81.2 MB  1 thread  0 connections  0 in flight  0 queued  0 requests  0 endpoints
      http://0.0.0.0:8080  https://0.0.0.0:8443
      certificate self-signed for localhost, 127.0.0.1, until 2027-11-21
app   starting  pid 202  up 0s  40.0 MB  0 of 2 workers ready  class async  generation 1  0 in flight  0 queued
      unix:/run/app.sock

WORKER  PID  STATE     GEN  AGE  REQUESTS  IN FLIGHT  BUSY  QUEUE p50/p99  RESPONSE p50/p99   LAG   MEMORY
web 1   203  starting    1   0s         0     0/1000    0%              -                 -  0 ms  60.0 MB
`,
  );
});

test("a reload at 80 columns: which worker is of which generation stays", () => {
  const text = report(
    {
      edge,
      app: {
        status: appStatus({
          state: "reloading",
          generation: 4,
          rollout: { ready: 1, of: 2 },
          queued: 3,
          workers: [
            { ...first, state: "draining" },
            second,
            workerStatus({ worker: 1, pid: 310, generation: 4, uptime: 2100 }),
            workerStatus({ worker: 2, pid: 311, generation: 4, uptime: 300, state: "starting" }),
            front,
          ],
        }),
      },
    },
    80,
  );
  assert.equal(
    text,
    `
edge  running  pid 101  up 2h 5m  81.2 MB  1 thread  31 connections  4 in flight
      0 queued  1,234,567 requests  2 endpoints
      http://0.0.0.0:8080  https://0.0.0.0:8443
      certificate self-signed for localhost, 127.0.0.1, until 2027-11-21
app   reloading  pid 202  up 3d 4h  40.0 MB  1 of 2 workers new  class async
      generation 4  0 in flight  3 queued
      unix:/run/app.sock

WORKER  PID  STATE     GEN    AGE  REQUESTS  IN FLIGHT  BUSY  RESPONSE p50/p99
web 1   203  draining    3  3d 4h   600,123     4/1000   12%         4.5/42 ms
web 1   310  ready       4     2s         0     0/1000    0%                 -
web 2   204  ready       3  3d 4h   598,001     2/1000   12%         4.5/42 ms
web 2   311  starting    4     0s         0     0/1000    0%                 -
front   205  ready       3  3d 4h        12          0    1%                 -
`,
  );
});

test("a reload that failed, at 80 columns: why, and what to do", () => {
  const text = report(
    {
      edge,
      app: {
        status: appStatus({
          lastError:
            "worker could not load the app (exit 4): cannot find module './routes/seats.js' imported from /srv/app/main.js",
          restarts: 1,
          restartsBy: { boot: 1 },
          workers: [first, second, front],
        }),
      },
    },
    80,
  );
  assert.equal(
    text,
    `
edge  running  pid 101  up 2h 5m  81.2 MB  1 thread  31 connections  4 in flight
      0 queued  1,234,567 requests  2 endpoints
      http://0.0.0.0:8080  https://0.0.0.0:8443
      certificate self-signed for localhost, 127.0.0.1, until 2027-11-21
app   running  pid 202  up 3d 4h  40.0 MB  2 of 2 workers ready  class async
      generation 3  0 in flight  0 queued
      unix:/run/app.sock

WORKER  PID  STATE  REQUESTS  IN FLIGHT  BUSY  QUEUE p50/p99  RESPONSE p50/p99
web 1   203  ready   600,123     4/1000   12%     0.6/8.3 ms         4.5/42 ms
web 2   204  ready   598,001     2/1000   12%     0.6/8.3 ms         4.5/42 ms
front   205  ready        12          0    1%              -                 -

1 restart: boot 1
last error: worker could not load the app (exit 4): cannot find module
'./routes/seats.js' imported from /srv/app/main.js
  The old workers keep serving. Correct it, then run \`seatstack reload --wait\`;
  \`seatstack logs\` has more.
`,
  );
});

test("workers that were ready crash: why, and what to do", () => {
  const status = appStatus({
    lastError: "worker crashed (exit 7)",
    crashed: true,
    restarts: 33,
    restartsBy: { crash: 33 },
  });
  assert.match(
    report({ edge, app: { status } }),
    /^33 restarts: crash 33\nlast error: worker crashed \(exit 7\)\n {2}It is replaced\. `seatstack logs` has more;/m,
  );
});

test("no worker boots", () => {
  const text = report({
    edge: { status: edgeStatus({ endpoints: 0 }) },
    app: {
      status: appStatus({
        state: "failing",
        lastError: "worker could not boot (exit 3): connect ECONNREFUSED 127.0.0.1:5432",
        restarts: 12,
        restartsBy: { boot: 12 },
        workers: [front],
      }),
    },
  });
  assert.equal(
    text,
    `
edge  running  pid 101  up 2h 5m  81.2 MB  1 thread  31 connections  4 in flight  0 queued  1,234,567 requests  0 endpoints
      http://0.0.0.0:8080  https://0.0.0.0:8443
      certificate self-signed for localhost, 127.0.0.1, until 2027-11-21
app   failing  pid 202  up 3d 4h  40.0 MB  0 of 2 workers ready  class async  generation 3  0 in flight  0 queued
      unix:/run/app.sock

WORKER  PID  STATE  GEN    AGE  REQUESTS  IN FLIGHT  BUSY  QUEUE p50/p99  RESPONSE p50/p99   LAG   MEMORY
front   205  ready    3  3d 4h        12          0    1%              -                 -  0 ms  60.0 MB

12 restarts: boot 12
last error: worker could not boot (exit 3): connect ECONNREFUSED 127.0.0.1:5432
  It is tried again and again. Correct it, then run \`seatstack reload\`; \`seatstack logs\` has more.
`,
  );
});

test("a stuck thread: its worker and the other threads serve, one request waits", () => {
  const text = report({
    edge,
    app: {
      status: appStatus({
        workerClass: "threads",
        target: 1,
        inFlight: 4,
        queued: 1,
        restarts: 1,
        restartsBy: { stuck_thread: 1 },
        workers: [
          {
            ...first,
            slots: 4,
            utilization: 0.95,
            threads: [
              thread(1, { busyNow: true }),
              thread(2, { state: "stuck", busyNow: true, loopLag: 29_000 }),
              thread(3),
              thread(4, { state: "starting", requests: 0, uptime: 200 }),
            ],
          },
          front,
        ],
      }),
    },
  });
  assert.equal(
    text,
    `
edge  running  pid 101  up 2h 5m  81.2 MB  1 thread  31 connections  4 in flight  0 queued  1,234,567 requests  2 endpoints
      http://0.0.0.0:8080  https://0.0.0.0:8443
      certificate self-signed for localhost, 127.0.0.1, until 2027-11-21
app   running  pid 202  up 3d 4h  40.0 MB  1 of 1 worker ready  class threads  generation 3  4 in flight  1 queued
      unix:/run/app.sock

WORKER      PID  STATE     GEN    AGE  REQUESTS  IN FLIGHT  BUSY  QUEUE p50/p99  RESPONSE p50/p99     LAG   MEMORY
web 1       203  ready       3  3d 4h   600,123        4/4   95%     0.6/8.3 ms         4.5/42 ms  3.0 ms  60.0 MB
  thread 1       busy           1m 0s     1,201        1/1                                         1.0 ms
  thread 2       stuck          1m 0s     1,202        1/1                                           29 s
  thread 3       idle           1m 0s     1,203        0/1                                         1.0 ms
  thread 4       starting          0s         0        0/1                                         1.0 ms
front       205  ready       3  3d 4h        12          0    1%              -                 -    0 ms  60.0 MB

1 restart: stuck thread 1
`,
  );
});

test("an upgrade under way, at 60 columns", () => {
  const text = report(
    {
      edge,
      app: { status: appStatus({ upgrade: { pid: 400, program: "new" }, workers: [first, second, front] }) },
    },
    60,
  );
  assert.equal(
    text,
    `
edge  running  pid 101  up 2h 5m  81.2 MB  1 thread
      31 connections  4 in flight  0 queued
      1,234,567 requests  2 endpoints
      http://0.0.0.0:8080  https://0.0.0.0:8443
      certificate self-signed for localhost, 127.0.0.1,
      until 2027-11-21
app   running  pid 202  up 3d 4h  40.0 MB
      2 of 2 workers ready  class async  generation 3
      0 in flight  0 queued  new program starts: pid 400
      unix:/run/app.sock

WORKER  STATE  REQUESTS  IN FLIGHT  BUSY  RESPONSE p50/p99
web 1   ready   600,123     4/1000   12%         4.5/42 ms
web 2   ready   598,001     2/1000   12%         4.5/42 ms
front   ready        12          0    1%                 -
`,
  );
});

test("the app tier is down", () => {
  const text = report(
    {
      edge: { status: edgeStatus({ endpoints: 0 }) },
      app: {
        error: new SeatstackError("NOT_RUNNING", "nothing is running behind /srv/seats/run/app/control.sock", {
          fix: "Start it with `seatstack up`, or name its state folder with --dir.",
        }),
      },
    },
    80,
  );
  assert.equal(
    text,
    `
edge  running  pid 101  up 2h 5m  81.2 MB  1 thread  31 connections  4 in flight
      0 queued  1,234,567 requests  0 endpoints
      http://0.0.0.0:8080  https://0.0.0.0:8443
      certificate self-signed for localhost, 127.0.0.1, until 2027-11-21
app   down  nothing is running behind /srv/seats/run/app/control.sock
      Start it with \`seatstack up\`, or name its state folder with --dir.
`,
  );
});

test("both tiers are down", () => {
  const text = report(
    {
      edge: { error: new SeatstackError("NOT_RUNNING", "nothing is running behind /srv/seats/run/edge/control.sock") },
      app: { error: new SeatstackError("NOT_PERMITTED", "not permitted to use /srv/seats/run/app/control.sock") },
    },
    80,
  );
  assert.equal(
    text,
    `
edge  down  nothing is running behind /srv/seats/run/edge/control.sock
app   down  not permitted to use /srv/seats/run/app/control.sock
`,
  );
});

test("colors: what is fine is green, what deserves a look yellow, what is wrong red, and none takes width", () => {
  const status = appStatus({
    lastError: "no such table",
    workers: [
      { ...first, inFlight: 1000, utilization: 0.75 },
      { ...second, loopLag: 2500, utilization: 0.9 },
    ],
  });
  const tiers: Tiers = { edge: { status: edgeStatus({ endpoints: 0 }) }, app: { status } };
  const terminal = { paint: (color: string, text: string) => `<${color}:${text}>`, columns: 130, isTerminal: true };
  const painted = statusReport(tiers, terminal, NOW);
  for (const piece of [
    "<green:running>",
    "<red:0 endpoints>",
    "<green:ready>",
    "<yellow:1000/1000>",
    "<yellow: 75%>",
    "<red: 90%>",
    "<red: 2.5 s>",
    "<red:last error: no such table>",
    "<gray:WORKER>",
  ]) {
    assert.ok(painted.includes(piece), piece);
  }
  const plain = painted.replace(/<\w+:([^>]*)>/g, "$1");
  assert.equal(`\n${plain}`, report(tiers, 130));
});

test("no line is wider than the terminal, whatever its width from 60 on", () => {
  const status = appStatus({ lastError: "x ".repeat(200), workers: [first, second, front, task], tasks, queued: 12 });
  for (let columns = 60; columns <= 140; columns++) {
    for (const line of report({ edge, app: { status } }, columns).split("\n")) {
      assert.ok(line.length <= columns, `${columns}: ${line}`);
    }
  }
});
