// Certificates: what is made here, what is kept, and what is refused before anything starts.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { SeatstackError } from "@seatstack/shared/errors";
import { fileCertificates, fingerprint } from "./file-certificates.ts";
import { isDue, selfSigned } from "./self-signed.ts";

const NOW = new Date("2026-11-21T00:00:00Z");
const DAY = 86_400_000;
const NAMES = ["seats.example", "*.seats.example", "127.0.0.1", "::1", "2001:db8::7"];

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "certificates-"));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

test("the leaf has every name and address, is signed by the local authority, and both keys are 0600", t => {
  const dir = folder(t);
  const { entries, expires } = selfSigned(dir, NAMES, NOW);
  const leaf = new X509Certificate(entries[0].cert);
  const authority = new X509Certificate(readFileSync(join(dir, "ca.crt")));
  assert.equal(leaf.checkHost("seats.example"), "seats.example");
  assert.equal(leaf.checkHost("x.seats.example"), "*.seats.example");
  for (const address of ["127.0.0.1", "::1", "2001:db8::7"]) assert.ok(leaf.checkIP(address), address);
  assert.ok(leaf.verify(authority.publicKey));
  assert.ok(leaf.checkIssued(authority));
  assert.ok(authority.ca && !leaf.ca);
  assert.deepEqual(leaf.keyUsage, ["1.3.6.1.5.5.7.3.1"]);
  assert.equal(leaf.publicKey.asymmetricKeyDetails?.namedCurve, "prime256v1");
  assert.ok(Date.parse(expires) - NOW.getTime() < 200 * DAY);
  for (const key of ["ca.key", "server.key"]) assert.equal(statSync(join(dir, key)).mode & 0o777, 0o600);
});

test("it is kept over restarts, made anew near its end and for other names; the authority stays", t => {
  const dir = folder(t);
  const first = selfSigned(dir, NAMES, NOW);
  const authority = readFileSync(join(dir, "ca.crt"), "utf8");
  assert.equal(selfSigned(dir, NAMES, new Date(NOW.getTime() + DAY)).entries[0].cert, first.entries[0].cert);
  assert.ok(!isDue(first, new Date(NOW.getTime() + DAY)));
  const late = new Date(Date.parse(first.expires) - 10 * DAY);
  assert.ok(isDue(first, late));
  const renewed = selfSigned(dir, NAMES, late);
  assert.notEqual(renewed.entries[0].cert, first.entries[0].cert);
  const other = selfSigned(dir, ["other.example"], late);
  assert.ok(new X509Certificate(other.entries[0].cert).checkHost("other.example"));
  assert.equal(readFileSync(join(dir, "ca.crt"), "utf8"), authority);
});

test("a broken or foreign file is replaced, not trusted", t => {
  const dir = folder(t);
  selfSigned(dir, NAMES, NOW);
  writeFileSync(join(dir, "server.crt"), "garbage");
  const again = selfSigned(dir, NAMES, NOW);
  assert.ok(new X509Certificate(again.entries[0].cert).checkHost("seats.example"));
});

test("OpenSSL agrees", t => {
  const dir = folder(t);
  selfSigned(dir, NAMES, new Date());
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
  } catch {
    return t.skip("openssl is not installed: apt-get install openssl");
  }
  const verify = [
    "verify",
    "-x509_strict",
    "-purpose",
    "sslserver",
    "-CAfile",
    join(dir, "ca.crt"),
    join(dir, "server.crt"),
  ];
  const output = execFileSync("openssl", verify, { encoding: "utf8" });
  assert.match(output, /OK/);
});

test("files: absent, unreadable, not PEM, of another key: each named, each exit 2", t => {
  const dir = folder(t);
  selfSigned(dir, NAMES, new Date());
  const cert = join(dir, "server.crt");
  const key = join(dir, "server.key");
  const stranger = join(dir, "stranger.key");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(stranger, privateKey.export({ type: "pkcs8", format: "pem" }));
  const junk = join(dir, "junk");
  writeFileSync(junk, "junk");
  const faults: [code: string, files: { cert: string; key: string }[], named: string][] = [
    ["TLS_NO_CERTIFICATE", [], "certificates"],
    ["TLS_UNREADABLE", [{ cert: join(dir, "none"), key }], "none"],
    ["TLS_INVALID", [{ cert: junk, key }], junk],
    ["TLS_INVALID", [{ cert, key: junk }], junk],
    ["TLS_MISMATCH", [{ cert, key: stranger }], stranger],
    [
      "TLS_MISMATCH",
      [
        { cert, key },
        { cert, key: stranger },
      ],
      stranger,
    ],
  ];
  for (const [code, files, named] of faults) {
    assert.throws(
      () => fileCertificates(files),
      (error: unknown) => {
        assert.ok(error instanceof SeatstackError);
        assert.equal(error.code, code);
        assert.equal(error.exitCode, 2);
        assert.ok(error.message.includes(named) && error.fix);
        return true;
      },
    );
  }
  const good = fileCertificates([{ cert, key }]);
  assert.deepEqual(good.entries[0].names, ["seats.example", "*.seats.example"]);
});

test("a file that is written anew has another fingerprint", t => {
  const dir = folder(t);
  const files = [{ cert: join(dir, "a"), key: join(dir, "b") }];
  const absent = fingerprint(files);
  writeFileSync(join(dir, "a"), "1");
  const one = fingerprint(files);
  writeFileSync(join(dir, "a"), "22");
  assert.equal(new Set([absent, one, fingerprint(files)]).size, 3);
});
