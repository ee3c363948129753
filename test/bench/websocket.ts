// WebSocket messages echoed per second: through the edge to a worker, and through nginx to the same app on node:http.
// Run: node test/bench/websocket.ts [connections=64] [seconds=3] [rounds=3] [bytes=32]
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../helpers/ports.ts";
import { root, start, until, type Started } from "../helpers/processes.ts";
import { startStack } from "../helpers/stack.ts";
import { cpuSeconds } from "./cpu.ts";
import { pairedRatio } from "./statistics.ts";

/** One app for both: exported for us, listening by itself behind nginx. */
const APP = `
import { createServer } from "node:http";
import { createRequire } from "node:module";
const { WebSocketServer } = createRequire(${JSON.stringify(join(root, "package.json"))})("ws");
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const server = createServer((request, response) => response.end("ok"));
server.on("upgrade", (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, client => client.on("message", data => client.send(data))),
);
if (process.env.BENCH_SOCKET) server.listen(process.env.BENCH_SOCKET);
export default server;
`;

const nginxConfig = (dir: string, port: number): string => `worker_processes 1;
${process.getuid?.() === 0 ? "user root;" : ""}
pid ${dir}/nginx.pid;
error_log ${dir}/error.log warn;
events { worker_connections 4096; }
http {
  access_log ${dir}/access.log combined buffer=64k flush=1s;
  upstream app { server unix:${dir}/app.sock; }
  server {
    listen 127.0.0.1:${port} reuseport;
    location / {
      proxy_pass http://app;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}
`;

/** A masked text frame of at most 125 bytes; the mask is zero, so that it costs the client nothing. */
function frame(bytes: number): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | bytes, 0, 0, 0, 0]), Buffer.alloc(bytes, "x")]);
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const key = "dGhlIHNhbXBsZSBub25jZQ==";
  socket.write(
    `GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  const [head] = (await once(socket, "data")) as [Buffer];
  if (!head.toString("latin1").startsWith("HTTP/1.1 101")) throw new Error(`no 101: ${head.toString("latin1")}`);
  return socket;
}

interface Rate {
  /** Messages per second. */
  readonly messages: number;
  /** CPU time of all processes of the system, microseconds per message. */
  readonly cpu: number;
}

/** Every connection sends its next message when the echo is there. `roots`: the system's processes. */
async function measure(port: number, roots: readonly number[], options: Options): Promise<Rate> {
  const message = frame(options.bytes);
  // The server's frames are not masked.
  const size = options.bytes + 2;
  const sockets = await Promise.all(Array.from({ length: options.connections }, () => open(port)));
  let echoes = 0;
  let stopped = false;
  const cpuBefore = cpuSeconds(roots);
  const started = performance.now();
  for (const socket of sockets) {
    let waiting = size;
    socket.on("data", chunk => {
      waiting -= chunk.length;
      if (waiting > 0 || stopped) return;
      waiting = size;
      echoes += 1;
      socket.write(message);
    });
    socket.write(message);
  }
  await new Promise(resolve => setTimeout(resolve, options.seconds * 1000));
  stopped = true;
  const rate = (echoes * 1000) / (performance.now() - started);
  const cpu = ((cpuSeconds(roots) - cpuBefore) * 1e6) / echoes;
  for (const socket of sockets) socket.destroy();
  return { messages: rate, cpu };
}

interface Options {
  readonly connections: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly bytes: number;
}

async function main(options: Options): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "seatstack-ws-"));
  const module = join(dir, "app.mjs");
  writeFileSync(module, APP);
  const [nginxPort = 0] = await freePorts(1);
  writeFileSync(join(dir, "nginx.conf"), nginxConfig(dir, nginxPort));
  const started: Started[] = [];
  const sets = [`app.module=${module}`, "app.workers=1", "edge.threads=1", "edge.redirect=false"];
  const stack = await startStack({ sets });
  try {
    const nginx = ["-c", join(dir, "nginx.conf"), "-p", dir, "-e", join(dir, "error.log"), "-g", "daemon off;"];
    started.push(start(process.execPath, [module], { env: { BENCH_SOCKET: join(dir, "app.sock") } }));
    started.push(start("nginx", nginx));
    await until("nginx and its app", 20_000, async () => (await open(nginxPort).catch(() => undefined))?.destroy());
    const systems = {
      edge: { port: stack.httpPort, roots: [stack.up.pid] },
      nginx: { port: nginxPort, roots: started.map(({ pid }) => pid) },
    };
    const rates: Record<keyof typeof systems, Rate[]> = { edge: [], nginx: [] };
    for (let round = 0; round <= options.rounds; round++) {
      for (const [name, { port, roots }] of Object.entries(systems)) {
        const rate = await measure(port, roots, round === 0 ? { ...options, seconds: 1 } : options);
        // The first round only warms up.
        if (round > 0) rates[name as keyof typeof systems].push(rate);
      }
    }
    report(rates);
  } finally {
    for (const one of started) await one.stop();
    await stack.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

function report({ edge, nginx }: Record<"edge" | "nginx", Rate[]>): void {
  for (const [name, rates] of Object.entries({ edge, nginx })) {
    const messages = rates.map(rate => `${Math.round(rate.messages)}/s`).join(" ");
    console.log(name.padEnd(6), messages, " CPU us:", rates.map(rate => rate.cpu.toFixed(1)).join(" "));
  }
  const of = (rates: readonly Rate[], key: keyof Rate) => rates.map(rate => rate[key]);
  const messages = pairedRatio(of(edge, "messages"), of(nginx, "messages")).toFixed(2);
  console.log(`edge : nginx  messages ${messages}  CPU ${pairedRatio(of(edge, "cpu"), of(nginx, "cpu")).toFixed(2)}`);
}

const [connections = 64, seconds = 3, rounds = 3, bytes = 32] = process.argv.slice(2).map(Number);
await main({ connections, seconds, rounds, bytes: Math.min(bytes, 125) });
