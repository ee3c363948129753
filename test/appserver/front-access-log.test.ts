// accesslog and access_log_format on a real `bind`: a line per request, written in batches, reopened on USR1.
import assert from "node:assert/strict";
import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "../helpers/http.ts";
import { runSeatstack, until } from "../helpers/processes.ts";
import { ECHO_APP, exchange, plain, startWithFile } from "./front-app.ts";
import { startTier } from "./tier.ts";

const lines = (file: string) => (existsSync(file) ? readFileSync(file, "latin1").split("\n").slice(0, -1) : []);

test("one line for each request, gunicorn's by default, also for what was refused or malformed", async t => {
  const { tier, dir } = await startWithFile(t, ECHO_APP, '[app]\naccesslog = "access.log"\n');
  const file = join(dir, "access.log");
  await exchange(tier.url, plain("/x?y", "User-Agent: ua", "Referer: http://r/", "X-Forwarded-For: 203.0.113.9"));
  await exchange(tier.url, plain("/big"));
  await exchange(tier.url, "GET /host HTTP/1.1\r\n\r\n");
  await exchange(tier.url, "nonsense\r\n\r\n");
  const left = await connect(tier.url);
  left.send(plain("/hang"));
  await until("a request under way", 20_000, async () => (await tier.ready()).some(worker => worker.inFlight > 0));
  left.close();
  const got = await until("5 lines", 20_000, () => lines(file).length >= 5 && lines(file));
  const date = String.raw`\[\d\d/\w+/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]`;
  assert.match(
    got[0] ?? "",
    new RegExp(`^203\\.0\\.113\\.9 - - ${date} "GET /x\\?y HTTP/1\\.1" 200 \\d+ "http://r/" "ua"$`),
  );
  assert.match(got[1] ?? "", /^- - - .* "GET \/big HTTP\/1\.1" 200 10000000 "-" "-"$/);
  assert.match(got[2] ?? "", /"GET \/host HTTP\/1\.1" 400 \d+/);
  assert.match(got[3] ?? "", /"-" 400 \d+/);
  assert.match(got[4] ?? "", /"GET \/hang HTTP\/1\.1" 499 -/);
});

test("USR1 to the arbiter makes a renamed log anew; HUP changes file and format; no line is lost", async t => {
  const { tier, dir, write } = await startWithFile(
    t,
    ECHO_APP,
    '[app]\naccesslog = "a.log"\naccess_log_format = "%(U)s %(s)s"\n',
  );
  const [first, rotated, second] = ["a.log", "a.log.1", "b.log"].map(name => join(dir, name)) as [
    string,
    string,
    string,
  ];
  await exchange(tier.url, plain("/1"));
  renameSync(first, rotated);
  process.kill(tier.process.pid, "SIGUSR1");
  await until("a new log", 20_000, () => existsSync(first));
  await exchange(tier.url, plain("/2"));
  write('[app]\naccesslog = "b.log"\naccess_log_format = "new %(U)s %({x-answer}o)s"\n');
  process.kill(tier.process.pid, "SIGHUP");
  await until("the other log", 20_000, () => existsSync(second));
  // The file is there a moment before the front writes into it.
  let sent = 0;
  await until("a line in it", 60_000, async () => {
    await exchange(tier.url, plain("/3"));
    sent += 1;
    return lines(second).length > 0;
  });
  await until("all lines", 60_000, () => lines(first).length + lines(second).length === sent + 1);
  assert.deepEqual(lines(rotated), ["/1 200"]);
  assert.equal(lines(first)[0], "/2 200");
  assert.deepEqual([...new Set(lines(first).slice(1))], lines(first).length > 1 ? ["/3 200"] : []);
  assert.deepEqual([...new Set(lines(second))], ["new /3 42"]);
});

test("- is standard output; what is still in a batch when the tier stops is written", async () => {
  const tier = await startTier(ECHO_APP, ["app.accesslog=-", "app.access_log_format=line %(m)s %(U)s"]);
  await exchange(tier.url, plain("/last"));
  await tier.stop();
  assert.match(tier.process.output(), /^line GET \/last$/m);
});

test("a log that cannot be opened is exit 2 with what to do; a reload to one keeps the old", async t => {
  const { tier, dir, write } = await startWithFile(t, ECHO_APP, '[app]\naccesslog = "a.log"\n');
  write('[app]\naccesslog = "missing/a.log"\n');
  process.kill(tier.process.pid, "SIGHUP");
  await until("the complaint", 20_000, () => tier.process.output().includes("app.accesslog cannot be opened"));
  const before = lines(join(dir, "a.log")).length;
  await exchange(tier.url, plain("/"));
  await until("the line", 20_000, () => lines(join(dir, "a.log")).length === before + 1);
  const args = ["app", "--dir", join(dir, "other"), "--set", `app.accesslog=${join(dir, "missing/a.log")}`];
  const { code, output } = await runSeatstack(args);
  assert.equal(code, 2);
  assert.match(output, /app\.accesslog: cannot write .*missing\/a\.log/);
});

const asRoot = process.getuid?.() === 0 ? {} : { skip: "needs root, to run the front as somebody else" };

const asNobody = (log: string) => `[app]\nuser = "nobody"\naccesslog = "${log}"\naccess_log_format = "%(U)s"\n`;

test("an access log that a reload names is made by the arbiter where its user may not", asRoot, async t => {
  const { tier, dir, write } = await startWithFile(t, ECHO_APP, asNobody("a.log"), 0o755);
  write(asNobody("b.log"));
  process.kill(tier.process.pid, "SIGHUP");
  await until("the other log", 20_000, () => existsSync(join(dir, "b.log")));
  await until("its first line", 20_000, async () => {
    await exchange(tier.url, plain("/1"));
    return lines(join(dir, "b.log")).length > 0;
  });
  assert.doesNotMatch(tier.process.output(), /cannot be opened/);
});
