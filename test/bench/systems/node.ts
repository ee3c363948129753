// System (b): nginx and two plain node:http processes.
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { DATA_VARIABLE } from "../apps/pages.ts";
import { waitFor } from "../processes.ts";
import { startNginx } from "./nginx.ts";
import type { System, SystemContext } from "./types.ts";

/** As a user would wire it by hand: one process per core, each on its own Unix socket, nothing of ours between. */
export async function startNode(context: SystemContext): Promise<System> {
  const script = join(import.meta.dirname, "../apps/http-server.ts");
  const sockets = [1, 2].map(number => join(context.fixtures.dir, `node-${number}.sock`));
  const env = { [DATA_VARIABLE]: context.fixtures.data, NODE_ENV: "production" };
  const started = sockets.map((socket, index) =>
    context.processes.start(process.execPath, ["--no-warnings", script, socket], { name: `node-${index + 1}`, env }),
  );
  // One that is not there yet would be marked as failed by nginx, and the measurement would begin with 502.
  for (const [index, process] of started.entries()) await waitFor(process, () => accepts(sockets[index] ?? ""));
  const nginx = await startNginx({ name: "nginx-node", upstreams: sockets }, context);
  const settings = [
    ...nginx.settings,
    "node:http: 2 processes, a Unix socket each, keepAliveTimeout 75 s; @seatstack/jinja",
  ];
  const pids = [nginx.pid, ...started.map(({ pid }) => pid)];
  return { id: "b", name: "nginx + node:http", settings, pids, port: nginx.port, tlsPort: nginx.tlsPort };
}

async function accepts(path: string): Promise<boolean> {
  const socket = connect(path);
  await once(socket, "connect");
  socket.destroy();
  return true;
}
