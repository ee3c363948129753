// Modules as people have them: each kind that is served, found by the rules, in a folder of its own.
import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { IncomingMessage } from "node:http";
import { dirname, join } from "node:path";
import type { Duplex } from "node:stream";
import { after, before, test } from "node:test";
import { builtExecutable } from "../helpers/executable.ts";
import { root, temporaryFolder, until } from "../helpers/processes.ts";
import type { WebSocketClient } from "../helpers/websocket.ts";
import { startApp, startModule, type ModuleOptions } from "./apps.ts";
import { clientOf, type Client } from "./client.ts";

interface Case extends ModuleOptions {
  readonly files: Readonly<Record<string, string>>;
  /** What app.module says, from the folder; the first file by default. */
  readonly module?: string;
  /** Default: the answer to `/` is "hello". */
  readonly check?: (client: Client) => Promise<void>;
}

const HANDLER = "(req, res) => res.end('hello')";
const EXPRESS = "const app = require('express')(); app.get('/', (req, res) => res.send('hello'));";

const CASES: Readonly<Record<string, Case>> = {
  "an http.Server that is exported and never listens": {
    files: { "server.cjs": `module.exports = require("node:http").createServer(${HANDLER});` },
  },
  "an exported server wins over the handler beside it": {
    files: {
      "app.mjs": `import { createServer } from "node:http"; export default (req, res) => res.end("no");
        export const server = createServer(${HANDLER});`,
    },
  },
  "Express with module.exports, and listen() only where it is the main file": {
    files: { "app.cjs": `${EXPRESS} if (require.main === module) app.listen(3000); module.exports = app;` },
  },
  "Express that listens, and exports itself for its tests": {
    files: { "app.cjs": `${EXPRESS} setTimeout(() => app.listen(3000), 50); module.exports = app;` },
  },
  "an app that exports itself, and has a WebSocket server on the server that listens later": {
    files: {
      "app.cjs": `${EXPRESS} const server = require("node:http").createServer(app); const { WebSocketServer } = require("ws");
        new WebSocketServer({ server }).on("connection", socket => socket.on("message", data => socket.send(data)));
        setTimeout(() => server.listen(3000), 100); module.exports = app;`,
    },
    check: async client => {
      await until("the app to listen", 20_000, async () => {
        const socket = await client.upgrade("/");
        if ("statusCode" in socket) return false;
        await (socket as WebSocketClient).close();
        return true;
      });
    },
  },
  "a program that takes its port from the command line, which has none": {
    files: {
      "app.mjs": `import { createServer } from "node:http"; const [port = "3000", ...rest] = process.argv.slice(2);
        createServer((req, res) => res.end(rest.length === 0 && port === "3000" ? "hello" : JSON.stringify(process.argv)))
          .listen(Number(port));`,
    },
  },
  "Koa that exports its app": {
    files: {
      "app.mjs": `import Koa from "koa"; const app = new Koa(); app.use(c => { c.body = "hello"; }); export default app;`,
    },
  },
  "Koa that listens": {
    files: {
      "app.cjs": `const Koa = require("koa"); const app = new Koa(); app.use(c => { c.body = "hello"; }); app.listen(3000);`,
    },
  },
  "Fastify that listens, with top-level await": {
    files: {
      "app.mjs": `import Fastify from "${join(root, "packages/appserver/node_modules/fastify/fastify.js")}";
        const app = Fastify(); app.get("/", async () => "hello");
        const address = await app.listen({ port: 3000 }); console.log("at " + address);`,
    },
  },
  "a Hono app that is the default export": {
    files: { "app.mjs": `import { Hono } from "hono"; export default new Hono().get("/", c => c.text("hello"));` },
    check: async client => {
      const headers = { connection: "Upgrade", upgrade: "websocket" };
      assert.equal((await client.ask("/", { headers })).text(), "hello", "an upgrade that it knows nothing of");
    },
  },
  "an object with fetch, as Bun and workers have it": {
    files: {
      "app.js": `export default { port: 3000, fetch: () => new Response("hello") };`,
      "package.json": `{"type":"module"}`,
    },
  },
  "TypeScript, from a package folder": {
    files: {
      "package.json": `{"type":"module","main":"src/main.ts"}`,
      "src/main.ts": `import type { IncomingMessage, ServerResponse } from "node:http";
        export default function handler(_req: IncomingMessage, res: ServerResponse): void { res.end("hello"); }`,
    },
    module: "./",
  },
  "an installed package, by its folder": {
    files: {
      "node_modules/@team/app/package.json": `{"name":"@team/app","exports":"./main.js"}`,
      "node_modules/@team/app/main.js": `module.exports = (req, res) => res.end("hello");`,
    },
    module: "./node_modules/@team/app",
  },
  "an Application of ours that answers upgrades itself": {
    files: {
      "app.mjs": `export const createApplication = async () => ({
        handle: () => ({ status: 200, headers: [], body: "hello" }),
        upgrade: (request, socket) => {
          socket.write("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: echo\\r\\nConnection: Upgrade\\r\\n\\r\\n");
          socket.write(request.header("upgrade") + " " + request.target + "\\n");
          socket.pipe(socket);
        },
      });`,
    },
    check: async client => {
      const request = client.send("/up", { headers: { connection: "Upgrade", upgrade: "echo" } });
      const [response, socket, first] = await new Promise<[IncomingMessage, Duplex, Buffer]>(resolve =>
        request.on("upgrade", (...args) => resolve(args)),
      );
      assert.equal(response.statusCode, 101);
      socket.end("raw bytes");
      let text = first.toString();
      for await (const chunk of socket) text += String(chunk);
      assert.equal(text, "echo /up\nraw bytes");
    },
  },
  "two listeners of 'request', one of them async, and 'upgrade' by shouldUpgradeCallback": {
    files: {
      "app.mjs": `import { createServer } from "node:http";
        const server = createServer({ shouldUpgradeCallback: req => req.url !== "/plain" }, (req, res) => res.setHeader("x-first", "1"));
        server.on("request", async (req, res) => res.end("hello"));
        server.on("upgrade", (req, socket) => { socket.write("HTTP/1.1 401 Unauthorized\\r\\n\\r\\n"); socket.destroy(); });
        server.listen(process.env.PORT);`,
    },
    check: async client => {
      assert.equal((await client.ask("/")).headers["x-first"], "1");
      const headers = { connection: "Upgrade", upgrade: "x" };
      assert.equal((await client.ask("/plain", { headers })).text(), "hello");
      assert.equal((await client.ask("/", { headers })).status, 401);
    },
  },
};

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
before(async () => {
  folder = await temporaryFolder();
});
after(() => folder.remove());

for (const [index, [name, example]] of Object.entries(CASES).entries()) {
  test(name, async () => serves(index, example));
}

test("in the single executable, too: top-level await, imported TypeScript, threads", { timeout: 300_000 }, async () => {
  const files = {
    "app.mjs": `import { word } from "./word.ts"; const text = await Promise.resolve(word);
      export default (req, res) => res.end(text);`,
    "word.ts": `export const word: string = "hello";`,
  };
  const executable = builtExecutable();
  for (const name of ["async", "threads"]) {
    await serves(100 + name.length, { files, executable, sets: [`app.worker_class=${name}`, "app.threads=2"] });
  }
});

test("example apps in the single executable: CommonJS with packages, and WebSocket", { timeout: 300_000 }, async () => {
  for (const app of ["express", "hono"]) {
    const running = await startApp(app, [], builtExecutable());
    try {
      const client = clientOf(running.url);
      assert.equal(((await client.ask("/")).json() as { app: string }).app, app);
      const socket = await client.upgrade("/ws");
      assert.ok(!(socket instanceof IncomingMessage));
      socket.send("hello");
      assert.equal((await socket.next()).payload.toString(), "hello");
      await socket.close();
    } finally {
      await running.stop();
    }
  }
});

async function serves(index: number, example: Case): Promise<void> {
  const dir = join(folder.dir, String(index));
  await write(dir, example.files);
  const module = example.module ?? join(dir, Object.keys(example.files)[0] ?? "");
  const running = await startModule(module, { cwd: dir, ...example });
  try {
    const client = clientOf(running.url);
    assert.equal((await client.ask("/")).text(), "hello");
    await example.check?.(client);
  } finally {
    await running.stop();
  }
}

/** With the frameworks of this repository in reach. */
async function write(dir: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  }
  if (!Object.keys(files).some(name => name.startsWith("node_modules"))) {
    await symlink(join(root, "node_modules"), join(dir, "node_modules"));
  }
}
