// System (b): nginx and two plain node:http processes.
import { join } from "node:path";
import { DATA_VARIABLE } from "../apps/pages.ts";
import { startNginx } from "./nginx.ts";
import type { System, SystemContext } from "./types.ts";

/** As a user would wire it by hand: one process per core, each on its own Unix socket, nothing of ours between. */
export async function startNode(context: SystemContext): Promise<System> {
  const script = join(import.meta.dirname, "../apps/http-server.ts");
  const sockets = [1, 2].map(number => join(context.fixtures.dir, `node-${number}.sock`));
  for (const [index, socket] of sockets.entries()) {
    context.processes.start(process.execPath, ["--no-warnings", script, socket], {
      name: `node-${index + 1}`,
      env: { [DATA_VARIABLE]: context.fixtures.data, NODE_ENV: "production" },
    });
  }
  const nginx = await startNginx({ name: "nginx-node", upstreams: sockets }, context);
  const settings = [...nginx.settings, "node:http: 2 processes, a Unix socket each, keepAliveTimeout 75 s; nunjucks"];
  return { id: "b", name: "nginx + node:http", settings, port: nginx.port, tlsPort: nginx.tlsPort };
}
