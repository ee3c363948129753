// Free TCP ports on the loopback address, and the options that put an edge on them.
import { once } from "node:events";
import { createServer, type Server } from "node:net";

/** Below where the kernel takes ports for connections (ip_local_port_range), which come and go beside the tests. */
const FIRST = 10_000;
const LAST = 32_000;
/** Ports of one test process: files run side by side, and between choosing a port and using it nothing holds it. */
const BLOCK = 100;

let next = 0;
let end = 0;

/** `count` different ports that nothing listens on, and that no other test process is given. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    if (next === end) {
      next = await reserveBlock();
      end = next + BLOCK;
    }
    if (await isFree(next)) ports.push(next);
    next += 1;
  }
  return ports;
}

/** A name in the abstract namespace stands for the block, and goes with this process. */
async function reserveBlock(): Promise<number> {
  const blocks = (LAST - FIRST) / BLOCK;
  for (let tries = 0; tries < 10 * blocks; tries += 1) {
    const first = FIRST + BLOCK * Math.floor(Math.random() * blocks);
    const server = createServer().listen(`\0seatstack-test-ports-${first}`);
    if (!(await listens(server))) continue;
    server.unref();
    return first;
  }
  throw new Error("no block of ports is free");
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  if (!(await listens(server))) return false;
  await new Promise(resolve => server.close(resolve));
  return true;
}

/** False where somebody else has the address. */
async function listens(server: Server): Promise<boolean> {
  return once(server, "listening").then(
    () => true,
    () => false,
  );
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
