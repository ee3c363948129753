// What only this machine can refuse about settings that are right in themselves: ports and certificates.
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { createSecureContext } from "node:tls";
import { parseBind, parseHostPort, type HostPort } from "@seatstack/shared/config/address";
import type { Fault } from "@seatstack/shared/config/faults";
import type { LoadedConfig } from "@seatstack/shared/config/load";
import { codeOf, messageOf } from "@seatstack/shared/errors";
import { portOwner } from "./port-owner.ts";

/** Every fault that would end a tier at its start; nothing is left open. `ports`: whether to try the listeners. */
export async function findMachineFaults(settings: LoadedConfig, ports = true): Promise<Fault[]> {
  const faults = certificateFaults(settings);
  if (!ports) return faults;
  for (const { path, address } of listeners(settings)) {
    const message = await listenFault(address);
    if (message !== undefined) faults.push(settings.fault(path, message));
  }
  return faults;
}

function listeners({ config }: LoadedConfig): { path: readonly PropertyKey[]; address: HostPort }[] {
  const names = config.edge.tls.mode === "off" ? (["http", "admin"] as const) : (["http", "https", "admin"] as const);
  const edge = names.flatMap(name => {
    const address = parseHostPort(config.edge[name]);
    return address === undefined ? [] : { path: ["edge", name], address };
  });
  const app = config.app.bind.flatMap((text, index) => {
    const address = parseBind(text);
    return address === undefined || "path" in address ? [] : { path: ["app", "bind", index], address };
  });
  return [...edge, ...app];
}

/** Tries to listen, for a moment. */
function listenFault({ host, port }: HostPort): Promise<string | undefined> {
  return new Promise(resolve => {
    const server = createServer();
    server.once("error", error => resolve(explain(error, host, port)));
    server.listen({ host: host === "" ? "::" : host, port }, () => server.close(() => resolve(undefined)));
  });
}

function explain(error: Error, host: string, port: number): string {
  const place = host === "" ? `port ${port}` : `port ${port} on ${host}`;
  switch (codeOf(error)) {
    case "EADDRINUSE": {
      const owner = portOwner(port);
      return `${place} is in use${owner === undefined ? "" : ` by ${owner}`}; stop that program or choose another port`;
    }
    case "EACCES":
      return `${place} is not permitted to this user; run as root, or choose a port from 1024 up`;
    case "EADDRNOTAVAIL":
      return `${host} is no address of this machine`;
    default:
      return `cannot listen on ${place}: ${messageOf(error)}`;
  }
}

function certificateFaults(settings: LoadedConfig): Fault[] {
  const { mode, certificates } = settings.config.edge.tls;
  if (mode !== "files") return [];
  return certificates.flatMap((pair, index) => {
    const path = ["edge", "tls", "certificates", index];
    const cert = readPem(pair.cert);
    const key = readPem(pair.key);
    const unreadable = [
      ...("fault" in cert ? [settings.fault([...path, "cert"], cert.fault)] : []),
      ...("fault" in key ? [settings.fault([...path, "key"], key.fault)] : []),
    ];
    if ("fault" in cert || "fault" in key) return unreadable;
    const mismatch = pairFault(cert.pem, key.pem);
    return mismatch === undefined ? [] : [settings.fault(path, mismatch)];
  });
}

function readPem(path: string): { pem: Buffer } | { fault: string } {
  try {
    return { pem: readFileSync(path) };
  } catch (error) {
    const why: Record<string, string> = {
      ENOENT: "there is no such file",
      EACCES: "this user may not read it",
      EISDIR: "it is a folder",
    };
    return { fault: `cannot read ${path}: ${why[codeOf(error) ?? ""] ?? messageOf(error)}` };
  }
}

function pairFault(cert: Buffer, key: Buffer): string | undefined {
  try {
    createSecureContext({ cert, key });
    return undefined;
  } catch (error) {
    return `not a PEM certificate with its PEM key: ${messageOf(error)}`;
  }
}
