// Whether every TCP listener of the settings can be had: free, or already ours.
import { once } from "node:events";
import { createServer } from "node:net";
import { parseBind, parseHostPort, type HostPort } from "@seatstack/shared/config/address";
import type { Config } from "@seatstack/shared/config/schema";
import { codeOf } from "@seatstack/shared/errors";
import { holdersOf } from "./port-holder.ts";

export type Report = (path: readonly PropertyKey[], message: string) => void;

/** Holds the sockets of an installation under systemd, privileged ones too. */
export const SYSTEMD_PID = 1;

/** Reports each listener that cannot be had. The processes in `own` may hold theirs; only root sees whose a port is. */
export async function checkPorts(config: Config, own: ReadonlySet<number>, report: Report): Promise<void> {
  for (const { path, address } of listenersOf(config)) {
    const problem = await tryListen(address);
    const message = problem === undefined ? undefined : await explain(problem, address, own);
    if (message !== undefined) report(path, message);
  }
}

function listenersOf({ edge, app }: Config): { path: PropertyKey[]; address: HostPort }[] {
  const texts: [path: PropertyKey[], text: string][] = [
    [["edge", "http"], edge.http],
    [["edge", "https"], edge.https],
    [["edge", "admin"], edge.admin],
    [["app", "admin"], app.admin],
  ];
  const edges = texts.map(([path, text]) => ({ path, address: parseHostPort(text) }));
  const binds = app.bind.map((text, index) => ({ path: ["app", "bind", index], address: parseBind(text) }));
  return [...edges, ...binds].flatMap(({ path, address }) =>
    address !== undefined && "port" in address ? [{ path, address }] : [],
  );
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

/** The problem in words, or undefined when it is none: the port is held for us. */
async function explain(
  problem: string,
  { host, port }: HostPort,
  own: ReadonlySet<number>,
): Promise<string | undefined> {
  switch (problem) {
    case "EADDRINUSE": {
      const holders = await holdersOf(port);
      const ours = holders.some(({ pid }) => own.has(pid)) || (holders.length === 0 && own.size > 0);
      const who = holders.map(({ name, pid }) => `${name} (pid ${pid})`).join(", ");
      return ours ? undefined : `port ${port} is in use${who === "" ? "" : ` by ${who}`}; stop that, or choose another`;
    }
    case "EACCES":
      if (own.has(SYSTEMD_PID)) return undefined;
      return `port ${port} is only for root; choose one from 1024 up, or run as root`;
    case "EADDRNOTAVAIL":
      return `this machine has no address ${host}; use 0.0.0.0 for all that it has`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the host name ${host} is unknown here`;
    default:
      return `cannot listen on ${host}:${port} (${problem})`;
  }
}
