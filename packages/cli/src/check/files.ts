// Whether every file and folder that the settings name is there and can be used.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { access, constants, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { createSecureContext } from "node:tls";
import { parseBind } from "@seatstack/shared/config/address";
import { isModulePath } from "@seatstack/shared/config/normalize";
import type { Config } from "@seatstack/shared/config/schema";
import { codeOf, messageOf } from "@seatstack/shared/errors";
import type { Report } from "./ports.ts";

export async function checkFiles(config: Config, now: Date, report: Report): Promise<void> {
  await checkCertificates(config.edge.tls.certificates, now, report);
  for (const [index, { root }] of config.edge.static.entries()) {
    await checkFolder(["edge", "static", index, "root"], root, constants.R_OK | constants.X_OK, report);
  }
  await checkModule(config.app.module, report);
  for (const [index, bind] of config.app.bind.entries()) {
    const address = parseBind(bind);
    if (address === undefined || !("path" in address)) continue;
    await checkFolder(["app", "bind", index], dirname(address.path), constants.W_OK | constants.X_OK, report);
  }
  if (config.log.file !== "-") await checkFolder(["log", "file"], dirname(config.log.file), constants.W_OK, report);
}

async function checkCertificates(
  certificates: Config["edge"]["tls"]["certificates"],
  now: Date,
  report: Report,
): Promise<void> {
  for (const [index, { cert, key }] of certificates.entries()) {
    const path = ["edge", "tls", "certificates", index];
    const certificate = await readPem(
      [...path, "cert"],
      cert,
      "certificate",
      text => new X509Certificate(text),
      report,
    );
    const privateKey = await readPem([...path, "key"], key, "private key", text => createPrivateKey(text), report);
    if (certificate && certificate.validToDate < now) {
      report([...path, "cert"], `${cert} expired on ${certificate.validToDate.toISOString().slice(0, 10)}; renew it`);
    }
    if (certificate && privateKey)
      await checkPair(path, { cert, key }, certificate.checkPrivateKey(privateKey), report);
  }
}

/** OpenSSL has the last word: it also refuses a broken chain or a key that is too weak. */
async function checkPair(
  path: readonly PropertyKey[],
  { cert, key }: { readonly cert: string; readonly key: string },
  match: boolean,
  report: Report,
): Promise<void> {
  if (!match) return report([...path, "key"], `${key} is not the key of ${cert}`);
  try {
    createSecureContext({ cert: await readFile(cert), key: await readFile(key) });
  } catch (error) {
    report([...path, "cert"], `${cert} and ${key} cannot serve TLS: ${messageOf(error)}`);
  }
}

async function readPem<T>(
  path: readonly PropertyKey[],
  file: string,
  what: string,
  parse: (text: Buffer) => T,
  report: Report,
): Promise<T | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    report(path, `${file} ${unusable(error)}`);
    return undefined;
  }
  try {
    return parse(bytes);
  } catch {
    report(path, `${file} holds no ${what} in PEM format`);
    return undefined;
  }
}

async function checkFolder(path: readonly PropertyKey[], folder: string, mode: number, report: Report): Promise<void> {
  try {
    if (!(await stat(folder)).isDirectory()) report(path, `${folder} is no folder`);
    else await access(folder, mode);
  } catch (error) {
    report(path, `${folder} ${unusable(error)}`);
  }
}

async function checkModule(module: string, report: Report): Promise<void> {
  if (!isModulePath(module)) return;
  try {
    await access(module, constants.R_OK);
    if (!(await stat(module)).isFile()) report(["app", "module"], `${module} is no file; name the module itself`);
  } catch (error) {
    report(["app", "module"], `${module} ${unusable(error)}`);
  }
}

function unusable(error: unknown): string {
  switch (codeOf(error)) {
    case "ENOENT":
    case "ENOTDIR":
      return "does not exist";
    case "EACCES":
    case "EPERM":
      return "may not be used by this user";
    case "EISDIR":
      return "is a folder";
    default:
      return `cannot be used (${codeOf(error) ?? "unknown"})`;
  }
}
