// Mode self-signed: a local authority and a leaf of its own, made once, kept, renewed before they end.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  type X509Certificate,
} from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { messageOf, EXIT, SeatstackError } from "@seatstack/shared/errors";
import type { CertificateSet } from "./certificates.ts";
import { makeCertificate, readCertificate } from "./der.ts";

const DAY = 86_400_000;
/** Browsers refuse leaves that live longer than 398 days, 200 from 2026 on. */
const LEAF_DAYS = 190;
const AUTHORITY_DAYS = 3650;
/** A leaf with less than this left is made anew. */
const RENEW_DAYS = 30;
/** A clock that is a little behind must not find a certificate from the future. */
const BACKDATED = 3_600_000;

/** File names below the tls folder. `ca.crt` is what an operator imports into a browser. */
const FILES = { authorityCert: "ca.crt", authorityKey: "ca.key", cert: "server.crt", key: "server.key" };

interface Pair {
  readonly cert: string;
  readonly key: KeyObject;
}

/**
 * The certificate for `names` (the first is the common name), from `folder` or made there: keys 0600. Throws
 * `TLS_FOLDER` (exit 2) when the folder cannot be read or written.
 */
export function selfSigned(folder: string, names: readonly string[], now: Date): CertificateSet {
  const path = (name: string) => join(folder, name);
  try {
    const authority = keptAuthority(path, now) ?? makeAuthority(path, now);
    const leaf = keptLeaf(path, authority, names, now) ?? makeLeaf(path, authority, names, now);
    const expires = readCertificate(leaf.cert)?.validToDate ?? now;
    return {
      mode: "self-signed",
      entries: [
        { cert: leaf.cert + authority.cert, key: pemOf(leaf.key), names: names.map(name => name.toLowerCase()) },
      ],
      expires: expires.toISOString(),
    };
  } catch (error) {
    throw new SeatstackError(
      "TLS_FOLDER",
      `the self-signed certificate cannot be kept in ${folder}: ${messageOf(error)}`,
      {
        fix: "Make the folder writable for the edge's user, or set edge.tls.mode to files or off.",
        exitCode: EXIT.badSetting,
        cause: error,
      },
    );
  }
}

/** Whether the leaf of `folder` should be made anew by now. */
export function isDue(certificates: CertificateSet, now: Date): boolean {
  return Date.parse(certificates.expires) - now.getTime() < RENEW_DAYS * DAY;
}

function keptAuthority(path: (name: string) => string, now: Date): Pair | undefined {
  const kept = readPair(path(FILES.authorityCert), path(FILES.authorityKey));
  const certificate = kept && readCertificate(kept.cert);
  if (!kept || !certificate?.ca || !certificate.checkPrivateKey(kept.key)) return undefined;
  return endsAfter(certificate.validToDate, now, LEAF_DAYS) ? kept : undefined;
}

function keptLeaf(
  path: (name: string) => string,
  authority: Pair,
  names: readonly string[],
  now: Date,
): Pair | undefined {
  const kept = readPair(path(FILES.cert), path(FILES.key));
  const certificate = kept && readCertificate(kept.cert);
  if (!kept || !certificate?.checkPrivateKey(kept.key)) return undefined;
  if (!certificate.verify(createPublicKey(authority.key))) return undefined;
  const same = names.every(name => covers(certificate, name));
  const listed = certificate.subjectAltName?.split(", ").length === names.length;
  return same && listed && endsAfter(certificate.validToDate, now, RENEW_DAYS) ? kept : undefined;
}

function covers(certificate: X509Certificate, name: string): boolean {
  if (isIP(name) !== 0) return certificate.checkIP(name) !== undefined;
  return certificate.checkHost(name.replace(/^\*/, "any")) === name;
}

function makeAuthority(path: (name: string) => string, now: Date): Pair {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const commonName = `Seatstack local authority ${now.toISOString().slice(0, 10)}`;
  const cert = makeCertificate({
    commonName,
    names: [],
    isAuthority: true,
    publicKey,
    issuer: { commonName, privateKey, publicKey },
    ...validity(now, AUTHORITY_DAYS),
  });
  return writePair(path(FILES.authorityCert), path(FILES.authorityKey), { cert, key: privateKey });
}

function makeLeaf(path: (name: string) => string, authority: Pair, names: readonly string[], now: Date): Pair {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issued = readCertificate(authority.cert);
  const cert = makeCertificate({
    commonName: names[0] ?? "localhost",
    names,
    isAuthority: false,
    publicKey,
    issuer: {
      commonName: issued?.subject.replace(/^CN=/, "") ?? "",
      privateKey: authority.key,
      publicKey: createPublicKey(authority.key),
    },
    ...validity(now, LEAF_DAYS),
  });
  return writePair(path(FILES.cert), path(FILES.key), { cert, key: privateKey });
}

function validity(now: Date, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now.getTime() - BACKDATED), notAfter: new Date(now.getTime() + days * DAY) };
}

function endsAfter(end: Date, now: Date, days: number): boolean {
  return end.getTime() - now.getTime() > days * DAY;
}

function readPair(cert: string, key: string): Pair | undefined {
  if (!existsSync(cert) || !existsSync(key)) return undefined;
  try {
    return { cert: readFileSync(cert, "utf8"), key: createPrivateKey(readFileSync(key, "utf8")) };
  } catch {
    // Half written or not ours: made anew.
    return undefined;
  }
}

function writePair(certPath: string, keyPath: string, pair: Pair): Pair {
  writeWhole(keyPath, pemOf(pair.key), 0o600);
  writeWhole(certPath, pair.cert, 0o644);
  return pair;
}

/** Never half a file, whatever happens in between. */
function writeWhole(path: string, text: string, mode: number): void {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, path);
}

function pemOf(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" });
}
