// The rules between settings, through --set: what breaks one is named, what keeps it passes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigError } from "./faults.ts";
import { loadConfig } from "./load.ts";

function faultsOf(...sets: string[]): string[] {
  try {
    loadConfig({ file: undefined, env: {}, sets });
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.faults.map(({ setting, message }) => `${setting}: ${message}`);
  }
}

const PAIR = 'edge.tls.certificates=[{cert="a",key="b"}]';
const broken: [sets: string[], fault: RegExp][] = [
  [["edge.tls.mode=off", "edge.https=:443"], /^edge\.https: is set, but edge\.tls\.mode is "off"/],
  [["edge.http=", "edge.https="], /^edge\.http: nothing listens/],
  [["edge.http=", "edge.tls.mode=off"], /^edge\.http: nothing listens/],
  [["edge.http=localhost"], /^edge\.http: must be host:port/],
  [["edge.https=::1:8443"], /^edge\.https: must be host:port/],
  [["app.admin=0.0.0.0:9465"], /^app\.admin: must be a loopback or private address/],
  [["app.admin=9465"], /^app\.admin: must be host:port/],
  [["app.admin=127.0.0.1:9464"], /^app\.admin: port 9464 is taken by edge\.admin/],
  [["edge.admin=0.0.0.0:9464"], /^edge\.admin: must be a loopback or private address/],
  [["edge.http=127.0.0.1:8443"], /^edge\.http: port 8443 is taken by edge\.https/],
  [["app.bind=127.0.0.1:9464"], /^app\.bind\[0\]: port 9464 is taken by edge\.admin/],
  [["app.bind=unix:/a,unix:/a"], /^app\.bind\[1\]: "unix:\/a" is bound twice/],
  [["app.bind=/run/app.sock"], /^app\.bind\[0\]: must be "unix:\/path/],
  [[`app.bind=unix:/${"x".repeat(110)}`], /^app\.bind\[0\]: socket path is 111 bytes/],
  [["edge.tls.mode=files"], /^edge\.tls\.certificates: is empty/],
  [[PAIR], /^edge\.tls\.certificates: is not used in mode "self-signed"/],
  [["edge.tls.names="], /^edge\.tls\.names: must name at least one/],
  [["edge.tls.names=a b"], /^edge\.tls\.names\[0\]: must be a host name/],
  [["edge.limits.allow=10.0.0.0/40"], /^edge\.limits\.allow\[0\]: must be an address/],
  [["edge.limits.deny=example.com"], /^edge\.limits\.deny\[0\]: must be an address/],
  [["edge.headers.hsts=a\r\nSet-Cookie: x"], /^edge\.headers\.hsts: must be one line/],
  [['edge.mounts=[{prefix="/a/",upstream="http://x/y"}]'], /^edge\.mounts\[0\]\.upstream: must be an origin/],
  [['edge.mounts=[{prefix="/a/",upstream="unix:/x"}]'], /^edge\.mounts\[0\]\.upstream: must be an origin/],
  [
    ['edge.mounts=[{prefix="/a/",upstream="http://x"},{prefix="/a/",upstream="http://y"}]'],
    /^edge\.mounts\[1\]\.prefix: "\/a\/" is mounted twice/,
  ],
  [['edge.static=[{url="/../",root="x"}]'], /^edge\.static\[0\]\.url: must be a plain URL path/],
  [["app.forwarded_allow_ips=10.0.0.0/40"], /^app\.forwarded_allow_ips\[0\]: must be an address, .* or "\*", not/],
  [["app.proxy_allow_ips=127.0.0.1,proxy.local"], /^app\.proxy_allow_ips\[1\]: must be an address, .* not "proxy/],
  [["app.boot_request=healthz"], /^app\.boot_request: must be a path such as "\/healthz", or empty, not "healthz"$/],
  [["app.access_log_format=%(status)s"], /^app\.access_log_format: has the unknown atom .* Did you mean "%\(s\)s"\?/],
  [["app.module=seat-traker"], /^app\.module: .* Did you mean "seat-tracker"\?/],
  [["app.module=myapp"], /^app\.module: "myapp" is no built-in app\. For a file write ".\/app\.js"/],
  [["app.env.SEATSTACK_ROLE=worker"], /^app\.env\.SEATSTACK_ROLE: must not start with SEATSTACK_/],
  [["app.env.A-B=1"], /^app\.env\.A-B: must be named/],
  [["seats.database=mysql://x"], /^seats\.database: must be "sqlite:/],
  [["seats.public_url=https://a/b"], /^seats\.public_url: must be an origin/],
  [["seats.mail.smtp_url=http://x"], /^seats\.mail\.smtp_url: must be "smtp:/],
  [["seats.mail.from=a@b\nBcc: c@d"], /^seats\.mail\.from: must be an address/],
  [["log.file="], /^log\.file: must be a file name/],
];

for (const [sets, fault] of broken) {
  test(`refuses ${sets.join(" ").slice(0, 70)}`, () => {
    const faults = faultsOf(...sets);
    assert.equal(faults.length, 1, faults.join("\n"));
    assert.match(faults[0] ?? "", fault);
  });
}

const fine: string[][] = [
  ["edge.tls.mode=off"],
  ["edge.tls.mode=off", "edge.https="],
  ["edge.http="],
  ["edge.http=[::1]:8080", "edge.https=127.0.0.1:8080"],
  ["edge.http=127.0.0.1:0", "edge.https=127.0.0.1:0", "edge.admin=127.0.0.1:0"],
  ["edge.admin="],
  ["edge.tls.mode=files", PAIR],
  ["edge.tls.names=*.example.com,::1"],
  ['edge.mounts=[{prefix="/a/",upstream="https://x:8443"}]'],
  ["app.module=./app.js"],
  ["app.forwarded_allow_ips=*"],
  ["app.forwarded_allow_ips=10.0.0.0/8,2001:db8::/32", "app.proxy_allow_ips=*"],
  ['app.access_log_format=%(h)s %(D)s 100%% "%({x-request-id}i)s"'],
  ["app.module=app.mjs"],
  ["seats.mail.smtp_url=smtp://u:p@mail:587"],
  ["seats.mail.from=Seats of the day <a@example.edu>"],
];
for (const sets of fine) {
  test(`takes ${sets.join(" ")}`, () => assert.deepEqual(faultsOf(...sets), []));
}

test("with tls off there is no HTTPS listener, whatever the default says", () => {
  assert.equal(loadConfig({ file: undefined, env: {}, sets: ["edge.tls.mode=off"] }).edge.https, "");
});
