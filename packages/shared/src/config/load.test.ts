// The settings from real files: precedence, every mistake at once with its place, and no secret in any message.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { changedSettings } from "./changes.ts";
import { effectiveSettings } from "./effective.ts";
import { ConfigError, formatFault } from "./faults.ts";
import { loadConfig, loadSettings } from "./load.ts";
import { configSchema } from "./schema.ts";

const folder = mkdtempSync(join(tmpdir(), "config-"));
const file = join(folder, "seatstack.toml");
after(() => rmSync(folder, { recursive: true }));

interface Given {
  readonly toml?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly sets?: readonly string[];
}

function sourceOf({ toml, env = {}, sets = [] }: Given) {
  if (toml !== undefined) writeFileSync(file, toml);
  return { file: toml === undefined ? undefined : file, env, sets };
}

/** Every fault as a line, with the file's path cut to FILE. */
function faultsOf(given: Given): string[] {
  try {
    loadConfig(sourceOf(given));
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    assert.equal(error.exitCode, 2);
    for (const fault of error.faults) assert.ok(error.message.includes(formatFault(fault)));
    return error.faults.map(fault => formatFault(fault).replaceAll(file, "FILE"));
  }
  return [];
}

function messageFor(file: string): string {
  try {
    loadConfig({ file, sets: [], env: {} });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("precedence", () => {
  it("is defaults < file < environment < --set", () => {
    const toml = "[edge]\nconnections = 1\nqueue = 1\nbacklog = 1\n";
    const env = { SEATSTACK_EDGE__QUEUE: "2", SEATSTACK_EDGE__BACKLOG: "2", HOME: "/" };
    const { edge } = loadConfig(sourceOf({ toml, env, sets: ["edge.backlog=3", "edge.backlog=4"] }));
    assert.deepEqual([edge.connections, edge.queue, edge.backlog, edge.redirect], [1, 2, 4, true]);
  });

  it("of nothing is the schema's defaults", () => {
    assert.deepEqual(loadConfig(sourceOf({})), configSchema.parse({}));
  });

  it("tells where each value comes from", () => {
    const given = { toml: "[edge]\n\nqueue = 1\n", env: { SEATSTACK_LOG__LEVEL: "warn" }, sets: ["app.workers=3"] };
    const loaded = loadSettings(sourceOf(given));
    const where = (...path: string[]): string => loaded.originOf(path).where.replace(file, "FILE");
    assert.equal(where("edge", "queue"), "FILE:3");
    assert.equal(where("log", "level"), "SEATSTACK_LOG__LEVEL");
    assert.equal(where("app", "workers"), "--set app.workers");
    assert.equal(where("edge", "http"), "default");
  });
});

describe("values from the environment and --set", () => {
  it("are read by the setting's type", () => {
    const sets = [
      "edge.redirect=off",
      "edge.threads=2",
      "edge.timeouts.send=5",
      "edge.buffers.client_max_body_size=2m",
      "edge.limits.rate=300/m",
      "edge.trusted_proxies=10.0.0.0/8, ::1",
      'edge.limits.deny=["192.0.2.1"]',
      'edge.static=[{ url = "/a/", root = "/srv/a" }]',
      "app.bind=[::1]:8000, unix:/run/app.sock",
      "app.umask=0o027",
      "app.env.GREETING=a=b",
      "seats.mail.from=a@example.com",
    ];
    const { edge, app, seats } = loadConfig(sourceOf({ sets, env: { SEATSTACK_APP__ENV__PATH__X: "y" } }));
    assert.equal(edge.redirect, false);
    assert.equal(edge.threads, 2);
    assert.equal(edge.timeouts.send, 5000);
    assert.equal(edge.buffers.client_max_body_size, 2_097_152);
    assert.equal(edge.limits.rate, 5);
    assert.deepEqual(edge.trusted_proxies, ["10.0.0.0/8", "::1"]);
    assert.deepEqual(edge.limits.deny, ["192.0.2.1"]);
    assert.equal(edge.static[0]?.root, "/srv/a");
    assert.deepEqual(app.bind, ["[::1]:8000", "unix:/run/app.sock"]);
    assert.equal(app.umask, 0o027);
    assert.deepEqual(app.env, { GREETING: "a=b", PATH__X: "y" });
    assert.equal(seats.mail.from, "a@example.com");
  });

  it("are faults when unknown, each with a suggestion", () => {
    assert.deepEqual(
      faultsOf({
        env: {
          SEATSTACK_EDGE__HTPS: "x",
          SEATSTACK_EDGE_HTTPS: "x",
          SEATSTACK_APP__ENV: "x",
          SEATSTACK_ROLE: "worker",
        },
        sets: ["app.worker=2", "edge.https", "app.env=x", "edge={}"],
      }),
      [
        "SEATSTACK_APP__ENV: name one entry: SEATSTACK_APP__ENV__NAME=value",
        'SEATSTACK_EDGE_HTTPS: unknown variable. Did you mean "SEATSTACK_EDGE__HTTPS"?',
        'SEATSTACK_EDGE__HTPS: unknown variable. Did you mean "SEATSTACK_EDGE__HTTPS"?',
        '--set app.worker: unknown setting. Did you mean "app.workers"?',
        "--set edge.https: has no value: write --set edge.https=VALUE",
        "--set app.env: name one entry: --set app.env.NAME=value",
        "--set edge: unknown setting.",
      ],
    );
  });

  it("a file mode that is too great is shown in octal", () => {
    const right = "--set app.umask: app.umask: must be a file mode in octal from 0o0 to 0o777, such as 0o027";
    assert.deepEqual(faultsOf({ sets: ["app.umask=0o7777"] }), [`${right}, not 0o7777 (4095 in decimal)`]);
  });

  it("are refused with the name that they were given under", () => {
    assert.deepEqual(
      faultsOf({ env: { SEATSTACK_APP__WORKERS: "many", SEATSTACK_APP__UMASK: "027" }, sets: ["edge.redirect=maybe"] }),
      [
        '--set edge.redirect: edge.redirect: must be true or false, not "maybe"',
        'SEATSTACK_APP__UMASK: app.umask: must be a file mode in octal from 0o0 to 0o777, such as 0o027, not "027"',
        'SEATSTACK_APP__WORKERS: app.workers: must be "auto" or a whole number from 1 to 1024, not "many"',
      ],
    );
  });
});

describe("mistakes in the file", () => {
  it("are all told at once, each with its line and what would be right, in the file's order", () => {
    const toml = `[edge]
htps = "0.0.0.0:8443"
threads = 0
timeout = "30s"
trusted_proxies = [
  "10.0.0.0/8",
  "10.0.0.0/99",
]
[edge.buffers]
client_max_body_size = "1x"
[edge.tls]
mode = "fles"
[[edge.static]]
url = "/ok/"
root = "x"
[[edge.static]]
url = "files"
[app]
worker_class = true
graceful_timeout = -1
[edgy]
[seats]
public_url = "example.com"
`;
    assert.deepEqual(faultsOf({ toml }), [
      'FILE:2: edge.htps: unknown setting. Did you mean "https"?',
      'FILE:3: edge.threads: must be "auto" or a whole number from 1 to 64, not 0',
      'FILE:4: edge.timeout: unknown setting. Did you mean "timeouts"?',
      'FILE:7: edge.trusted_proxies[1]: must be an address or a range such as "10.0.0.0/8", not "10.0.0.0/99"',
      'FILE:10: edge.buffers.client_max_body_size: must be a size such as "128k", "1m" or 4096 (bytes), not "1x"',
      'FILE:12: edge.tls.mode: must be one of "self-signed", "files", "off", not "fles"',
      "FILE:16: edge.static[1].root: is missing; it must be a string in quotes",
      'FILE:17: edge.static[1].url: must start and end with /, not "files"',
      'FILE:19: app.worker_class: must be one of "sync", "async", "threads", not true',
      'FILE:20: app.graceful_timeout: must be a time such as "30s", "250ms", "5m" or 30 (seconds), not -1',
      'FILE:21: edgy: unknown section. Did you mean "edge"?',
      'FILE:23: seats.public_url: must be an origin such as "https://seats.example.edu", without path or password',
    ]);
  });

  it("name the right place of a setting in the wrong section", () => {
    assert.deepEqual(faultsOf({ toml: "[app]\nclient_max_body_size = '1m'\n" }), [
      'FILE:2: app.client_max_body_size: unknown setting. Did you mean "edge.buffers.client_max_body_size"?',
    ]);
  });

  it("show a syntax error with line and caret, along with the faults of other sources", () => {
    assert.deepEqual(faultsOf({ toml: "[edge]\n  https = 0.0.0.0:8443\n", sets: ["x=1"] }), [
      "FILE:2:14: illegal character in numeric literal\n    2 |   https = 0.0.0.0:8443\n                     ^",
      "--set x: unknown setting.",
    ]);
  });

  it("say what is wrong with the file itself", () => {
    mkdirSync(join(folder, "d"));
    writeFileSync(join(folder, "latin1.toml"), Buffer.from([0x61, 0x3d, 0x22, 0xe9, 0x22]));
    writeFileSync(join(folder, "large.toml"), "#".repeat(1024 * 1024 + 1));
    assert.match(messageFor(join(folder, "none.toml")), /none\.toml: there is no such file.*--config/);
    assert.match(messageFor(join(folder, "d")), /is a folder/);
    assert.match(messageFor(join(folder, "latin1.toml")), /is not UTF-8/);
    assert.match(messageFor(join(folder, "large.toml")), /is larger than/);
  });

  it("is no mistake to begin with a byte order mark", () => {
    assert.equal(loadConfig(sourceOf({ toml: "\ufeff[edge]\nqueue = 7\n" })).edge.queue, 7);
  });

  it("leave prototypes alone", () => {
    assert.equal(faultsOf({ toml: "[__proto__]\npolluted = 1\n" }).length, 1);
    assert.equal(faultsOf({ sets: ["__proto__.polluted=1", "constructor.x=1"] }).length, 2);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });
});

describe("secrets", () => {
  const SECRET = "hunter2-hunter2";
  for (const [name, given] of Object.entries<Given>({
    "of the wrong type": { toml: `[seats.mail]\nsmtp_url = ["${SECRET}"]\n` },
    "against a rule": { toml: `[seats.mail]\nsmtp_url = "ftp://u:${SECRET}@h"\n` },
    "where a table should be": { toml: `[seats]\nmail = "smtp://u:${SECRET}@h"\n` },
    "in a syntax error": { toml: `[seats.mail]\nsmtp_url = "${SECRET}\n` },
    "in a syntax error of app.env": { toml: `[app.env]\nDB = "${SECRET}\n` },
    "in a syntax error of an inline table": { toml: `[app]\nenv = { DB = "${SECRET}" \n` },
    "in a syntax error of a mistyped key": { toml: `[seats.mail]\nsmtp_ur1 = "${SECRET}\n` },
    "in the middle of a long string": { toml: `[seats.mail]\nsmtp_url = """\n${SECRET}\u0001\n"""\n` },
    "in an environment variable": { env: { SEATSTACK_SEATS__DATABASE: `postgres://u:${SECRET}@h/d` } },
    "in an unknown variable": { env: { SEATSTACK_SEATS__DATABSE: SECRET } },
    "in --set": { sets: [`app.env.A B=${SECRET}`] },
    "in --set without =": { sets: [`seats.mail.smtp_url:${SECRET}`] },
    "in app.env": { toml: `[app]\nenv = "DB=${SECRET}"\n` },
  })) {
    it(`are not told: ${name}`, () => {
      const faults = faultsOf(given);
      assert.ok(faults.length > 0);
      assert.ok(!faults.join("\n").includes(SECRET), faults.join("\n"));
    });
  }

  it("are masked among the effective settings", () => {
    const sets = [`seats.mail.smtp_url=smtps://user:${SECRET}@mail:465/?auth=${SECRET}`, `app.env.TOKEN=${SECRET}`];
    const settings = effectiveSettings(loadSettings(sourceOf({ sets })));
    const shown = Object.fromEntries(settings.map(({ setting, value }) => [setting, value]));
    assert.equal(shown["seats.mail.smtp_url"], "smtps://user:****@mail:465/****");
    assert.equal(shown["app.env.TOKEN"], "****");
    assert.equal(shown["edge.timeouts.queue"], "10s");
  });
});

describe("relative paths", () => {
  it("start from the file's folder in the file, else from the working folder", () => {
    const toml = `[app]\nmodule = "./app.js"\nbind = ["unix:app.sock", "127.0.0.1:8000"]
[edge.tls]\nmode = "files"\ncertificates = [{ cert = "c.pem", key = "/k.pem" }]\n[seats]\ndatabase = "sqlite:x.db"\n`;
    const { app, edge, seats, log } = loadConfig(sourceOf({ toml, sets: ["log.file=access.log"] }));
    assert.equal(app.module, join(folder, "app.js"));
    assert.deepEqual(app.bind, [`unix:${join(folder, "app.sock")}`, "127.0.0.1:8000"]);
    assert.deepEqual(edge.tls.certificates, [{ cert: join(folder, "c.pem"), key: "/k.pem" }]);
    assert.equal(seats.database, `sqlite:${join(folder, "x.db")}`);
    assert.equal(log.file, join(process.cwd(), "access.log"));
  });

  it("of the app's code start from chdir, as gunicorn's", () => {
    const toml = `[app]\nmodule = "./app.js"\nhooks = "hooks.js"\nchdir = "site"\npidfile = "app.pid"\n`;
    const { app } = loadConfig(sourceOf({ toml }));
    assert.deepEqual([app.chdir, app.pidfile], [join(folder, "site"), join(folder, "app.pid")]);
    assert.deepEqual([app.module, app.hooks], [join(folder, "site/app.js"), join(folder, "site/hooks.js")]);
  });
});

describe("changedSettings", () => {
  it("names what differs and whether a reload is enough", () => {
    const before = loadConfig(sourceOf({}));
    const sets = ["edge.https=:9443", "app.workers=4", "edge.limits.deny=192.0.2.1", "app.env.A=b"];
    assert.deepEqual(changedSettings(before, before), []);
    assert.deepEqual(changedSettings(before, loadConfig(sourceOf({ sets }))), [
      { setting: "edge.https", change: "restart" },
      { setting: "edge.limits.deny", change: "live" },
      { setting: "app.workers", change: "live" },
      { setting: "app.env", change: "live" },
    ]);
  });
});
