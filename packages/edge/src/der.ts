// X.509 certificates with ECDSA keys: node-forge knows the structure but only RSA, node:crypto knows the keys.
import { createHash, randomBytes, sign, X509Certificate, type KeyObject } from "node:crypto";
import { isIP, isIPv4 } from "node:net";
import forge from "node-forge";

const { asn1 } = forge;
type Asn1 = forge.asn1.Asn1;

export interface CertificateRequest {
  readonly commonName: string;
  /** DNS names and addresses; empty for a CA. */
  readonly names: readonly string[];
  readonly isAuthority: boolean;
  readonly publicKey: KeyObject;
  readonly issuer: { readonly commonName: string; readonly privateKey: KeyObject; readonly publicKey: KeyObject };
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const OID = {
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  commonName: "2.5.4.3",
  basicConstraints: "2.5.29.19",
  keyUsage: "2.5.29.15",
  extendedKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
  subjectAltName: "2.5.29.17",
  subjectKeyIdentifier: "2.5.29.14",
  authorityKeyIdentifier: "2.5.29.35",
};

/** Context-specific tags, by the universal types that have the same numbers: the library takes no others. */
const TAG = { zero: asn1.Type.NONE, two: asn1.Type.INTEGER, three: asn1.Type.BITSTRING, seven: asn1.Type.ODESC };

/** A signed certificate as PEM (RFC 5280). */
export function makeCertificate(request: CertificateRequest): string {
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  // 20 bytes at most, positive (RFC 5280 section 4.1.2.2).
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = sequence(
    context(TAG.zero, primitive(asn1.Type.INTEGER, "\x02")),
    primitive(asn1.Type.INTEGER, serial.toString("latin1")),
    algorithm,
    nameOf(request.issuer.commonName),
    sequence(time(request.notBefore), time(request.notAfter)),
    nameOf(request.commonName),
    asn1.fromDer(spki(request.publicKey).toString("latin1")),
    context(TAG.three, sequence(...extensions(request))),
  );
  const signature = sign("sha256", Buffer.from(asn1.toDer(body).getBytes(), "latin1"), request.issuer.privateKey);
  const whole = sequence(body, algorithm, bits(signature));
  const pem = Buffer.from(asn1.toDer(whole).getBytes(), "latin1").toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${pem.replace(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}

function extensions(request: CertificateRequest): Asn1[] {
  const usage = request.isAuthority ? 0x06 : 0x80;
  const list = [
    extension(OID.basicConstraints, true, sequence(...(request.isAuthority ? [boolean(true), integer(0)] : []))),
    // keyCertSign and cRLSign, or digitalSignature: all that ECDSA in TLS needs.
    extension(OID.keyUsage, true, bits(Buffer.from([usage]), request.isAuthority ? 1 : 7)),
    extension(OID.subjectKeyIdentifier, false, octets(keyId(request.publicKey))),
    extension(OID.authorityKeyIdentifier, false, sequence(implicit(TAG.zero, keyId(request.issuer.publicKey)))),
  ];
  if (request.isAuthority) return list;
  list.push(extension(OID.extendedKeyUsage, false, sequence(oid(OID.serverAuth))));
  list.push(extension(OID.subjectAltName, false, sequence(...request.names.map(alternative))));
  return list;
}

/** A GeneralName: dNSName [2] or iPAddress [7]. */
function alternative(name: string): Asn1 {
  if (isIP(name) === 0) return implicit(TAG.two, Buffer.from(name, "latin1"));
  return implicit(TAG.seven, addressBytes(name));
}

/** 4 or 16 bytes in network order. */
function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail] = address.split("::");
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const groups = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
  return Buffer.from(groups.flatMap(group => [group >> 8, group & 0xff]));
}

/** 16-bit groups; a dotted IPv4 tail counts as two. */
function groupsOf(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap(part => {
    if (!part.includes(".")) return [Number.parseInt(part, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = part.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

/** RFC 7093 method 1: the leftmost 160 bits of a SHA-256. */
function keyId(key: KeyObject): Buffer {
  return createHash("sha256").update(spki(key)).digest().subarray(0, 20);
}

function extension(id: string, critical: boolean, value: Asn1): Asn1 {
  const parts = [oid(id), octets(Buffer.from(asn1.toDer(value).getBytes(), "latin1"))];
  if (critical) parts.splice(1, 0, boolean(true));
  return sequence(...parts);
}

function nameOf(commonName: string): Asn1 {
  const value = primitive(asn1.Type.UTF8, forge.util.encodeUtf8(commonName));
  return sequence(constructed(asn1.Type.SET, [sequence(oid(OID.commonName), value)]));
}

/** UTCTime to 2049, GeneralizedTime from 2050 (RFC 5280 section 4.1.2.5). */
function time(date: Date): Asn1 {
  return date.getUTCFullYear() < 2050
    ? primitive(asn1.Type.UTCTIME, asn1.dateToUtcTime(date))
    : primitive(asn1.Type.GENERALIZEDTIME, asn1.dateToGeneralizedTime(date));
}

function sequence(...parts: Asn1[]): Asn1 {
  return constructed(asn1.Type.SEQUENCE, parts);
}

function constructed(type: forge.asn1.Type, parts: Asn1[]): Asn1 {
  return asn1.create(asn1.Class.UNIVERSAL, type, true, parts);
}

function primitive(type: forge.asn1.Type, value: string): Asn1 {
  return asn1.create(asn1.Class.UNIVERSAL, type, false, value);
}

function context(tag: forge.asn1.Type, value: Asn1): Asn1 {
  return asn1.create(asn1.Class.CONTEXT_SPECIFIC, tag, true, [value]);
}

function implicit(tag: forge.asn1.Type, value: Buffer): Asn1 {
  return asn1.create(asn1.Class.CONTEXT_SPECIFIC, tag, false, value.toString("latin1"));
}

function oid(id: string): Asn1 {
  return primitive(asn1.Type.OID, asn1.oidToDer(id).getBytes());
}

function boolean(value: boolean): Asn1 {
  return primitive(asn1.Type.BOOLEAN, value ? "\xff" : "\x00");
}

function integer(value: number): Asn1 {
  return primitive(asn1.Type.INTEGER, String.fromCharCode(value));
}

function octets(value: Buffer): Asn1 {
  return primitive(asn1.Type.OCTETSTRING, value.toString("latin1"));
}

function bits(value: Buffer, unused = 0): Asn1 {
  return primitive(asn1.Type.BITSTRING, String.fromCharCode(unused) + value.toString("latin1"));
}

/** Whether PEM text holds a certificate that can be read. */
export function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
