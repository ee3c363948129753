// Whether every TCP listener of the settings can be had: free, or already ours.
import { once } from "node:events";
import { createServer } from "node:net";
import { parseBind, parseHostPort, type HostPort } from "@seatstack/shared/config/address";
import type { Config } from "@seatstack/shared/config/schema";
import { codeOf } from "@seatstack/shared/errors";
import { SYSTEM_DIR } from "@seatstack/shared/paths";
import type { Tiers } from "../tiers.ts";
import { holdersOf } from "./port-holder.ts";

export type Report = (path: readonly PropertyKey[], message: string) => void;

/** Reports each listener that cannot be had; `tiers` tells what runs already and may keep its ports. */
export async function checkPorts(config: Config, dir: string, tiers: Tiers, report: Report): Promise<void> {
  const own = ownPids(tiers);
  for (const { path, address } of listenersOf(config)) {
    const problem = await tryListen(address);
    const message = problem === undefined ? undefined : await explain(problem, address, dir, own);
    if (message !== undefined) report(path, message);
  }
}

function listenersOf({ edge, app }: Config): { path: PropertyKey[]; address: HostPort }[] {
  const texts: [path: PropertyKey[], text: string][] = [
    [["edge", "http"], edge.http],
    [["edge", "https"], edge.https],
    [["edge", "admin"], edge.admin],
  ];
  const edges = texts.map(([path, text]) => ({ path, address: parseHostPort(text) }));
  const binds = app.bind.map((text, index) => ({ path: ["app", "bind", index], address: parseBind(text) }));
  return [...edges, ...binds].flatMap(({ path, address }) =>
    address !== undefined && "port" in address ? [{ path, address }] : [],
  );
}

function ownPids({ edge, app }: Tiers): ReadonlySet<number> {
  const pids = "status" in app ? [app.status.pid, ...app.status.workers.map(({ pid }) => pid)] : [];
  return new Set("status" in edge ? [...pids, edge.status.pid] : pids);
}

/** The error code with which listening fails, or undefined when it works. */
async function tryListen({ host, port }: HostPort): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen({ port, exclusive: true, host: host === "" ? "0.0.0.0" : host });
    await once(server, "listening");
    return undefined;
  } catch (error) {
    return codeOf(error) ?? "unknown";
  } finally {
    server.close();
  }
}

async function explain(
  problem: string,
  { host, port }: HostPort,
  dir: string,
  own: ReadonlySet<number>,
): Promise<string | undefined> {
  // Under systemd its sockets hold the ports, privileged ones too, whether the tiers run or not.
  const system = dir === SYSTEM_DIR;
  switch (problem) {
    case "EADDRINUSE": {
      const holders = await holdersOf(port);
      if (holders.some(({ pid }) => own.has(pid) || (system && pid === 1))) return undefined;
      if (holders.length === 0 && own.size > 0) return undefined;
      const who = holders.map(({ name, pid }) => `${name} (pid ${pid})`).join(", ");
      return `port ${port} is in use${who === "" ? "" : ` by ${who}`}; stop that, or choose another port`;
    }
    case "EACCES":
      return system ? undefined : `port ${port} is only for root; choose one from 1024 up, or run as root`;
    case "EADDRNOTAVAIL":
      return `this machine has no address ${host}; use 0.0.0.0 for all that it has`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the host name ${host} is unknown here`;
    default:
      return `cannot listen on ${host}:${port} (${problem})`;
  }
}
