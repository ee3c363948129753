// Mode files: certificates and keys that somebody else renews, checked before anything starts.
import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { EXIT, messageOf, SeatstackError } from "@seatstack/shared/errors";
import type { CertificateEntry, CertificateSet } from "./certificates.ts";

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads and checks every pair. Throws (exit 2) `TLS_NO_CERTIFICATE`, `TLS_UNREADABLE`, `TLS_INVALID` or `TLS_MISMATCH`,
 * naming the file.
 */
export function fileCertificates(files: readonly CertificateFiles[]): CertificateSet {
  const entries = files.map(readEntry);
  const [first, ...others] = entries;
  if (first === undefined) {
    throw bad("TLS_NO_CERTIFICATE", "edge.tls.mode is files, but edge.tls.certificates is empty", {
      fix: 'Add [[edge.tls.certificates]] with cert = "…" and key = "…", or choose another mode.',
    });
  }
  const ends = entries.map(({ end }) => end).toSorted((a, b) => a - b);
  return {
    mode: "files",
    entries: [first.entry, ...others.map(({ entry }) => entry)],
    expires: new Date(ends[0] ?? 0).toISOString(),
  };
}

/** Changes when any of the files does; a missing one counts as changed. */
export function fingerprint(files: readonly CertificateFiles[]): string {
  return files.flatMap(({ cert, key }) => [stamp(cert), stamp(key)]).join(" ");
}

function stamp(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? "absent" : `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}

function readEntry(files: CertificateFiles): { entry: CertificateEntry; end: number } {
  const cert = read(files.cert);
  const key = read(files.key);
  const certificate = parse(files.cert, () => new X509Certificate(cert));
  const privateKey: KeyObject = parse(files.key, () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) {
    throw bad("TLS_MISMATCH", `the key ${files.key} does not belong to the certificate ${files.cert}`, {
      fix: "Give the key that the certificate was requested with; the leaf must come first in the certificate file.",
    });
  }
  return { entry: { cert, key, names: namesOf(certificate) }, end: certificate.validToDate.getTime() };
}

function namesOf(certificate: X509Certificate): string[] {
  const alternatives = certificate.subjectAltName ?? "";
  return [...alternatives.matchAll(/DNS:([^,\s]+)/g)].map(([, name = ""]) => name.toLowerCase());
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw bad("TLS_UNREADABLE", `${path} cannot be read: ${messageOf(error)}`, {
      fix: "Check the path, and that the edge's user may read it.",
      cause: error,
    });
  }
}

function parse<T>(path: string, parser: () => T): T {
  try {
    return parser();
  } catch (error) {
    throw bad("TLS_INVALID", `${path} holds no usable PEM: ${messageOf(error)}`, {
      fix: "It must be PEM text, and a key must not be encrypted.",
      cause: error,
    });
  }
}

function bad(code: string, message: string, options: { fix: string; cause?: unknown }): SeatstackError {
  return new SeatstackError(code, message, { ...options, exitCode: EXIT.badSetting });
}
