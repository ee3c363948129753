// Free TCP ports on the loopback address, and the options that put an edge on them.
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

/** `count` different ports that nothing listened on a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map(server => once(server, "listening")));
  const ports = servers.map(server => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return ports;
}

export interface FreeListeners {
  readonly http: number;
  readonly https: number;
  readonly admin: number;
  /** `--set` options for every listener of the edge. */
  readonly args: readonly string[];
}

export async function freeListeners(): Promise<FreeListeners> {
  const [http = 0, https = 0, admin = 0] = await freePorts(3);
  const sets = { http, https, admin };
  const args = Object.entries(sets).flatMap(([name, port]) => ["--set", `edge.${name}=127.0.0.1:${port}`]);
  return { ...sets, args };
}
