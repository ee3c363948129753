// Responses that go on: longer than app.timeout, broken off, and those under way when the worker is told to stop.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { temporaryFolder, until } from "../helpers/processes.ts";
import { startModule, type Running } from "./apps.ts";
import { clientOf, type Client } from "./client.ts";

const MODULE = `
import { createServer } from "node:http";
createServer((req, res) => {
  if (req.url === "/events") {
    const timer = setInterval(() => res.write("data: tick\\n\\n"), 100);
    res.writeHead(200, { "content-type": "text/event-stream" }).on("close", () => clearInterval(timer));
  } else if (req.url === "/broken") {
    res.write("part");
    setTimeout(() => res.destroy(new Error("secret")), 50);
  } else if (req.url === "/never") console.log("asked /never");
  else res.end("hello");
}).listen(3000);
`;

const CLOSING = `
import { createServer } from "node:http";
const server = createServer((req, res) => {
  if (req.url === "/slow") console.log("asked /slow");
  setTimeout(() => res.end("slow"), req.url === "/slow" ? 2000 : 0);
}).listen(80);
process.on("SIGTERM", () => server.close(() => {
  console.log("closed in order");
  process.exit(0);
}));
`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let running: Running;
let client: Client;
before(async () => {
  folder = await temporaryFolder();
  const file = join(folder.dir, "app.mjs");
  await writeFile(file, MODULE);
  running = await startModule(file, { sets: ["app.timeout=3s"] });
  client = clientOf(running.url);
});
after(async () => {
  await running.stop();
  await folder.remove();
});

test("events go on for longer than app.timeout", async () => {
  const response = await client.open("/events");
  let text = "";
  response.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const begun = performance.now();
  await until("events of twice app.timeout", 60_000, () => text.length > 60 * "data: tick\n\n".length);
  assert.ok(performance.now() - begun > 4500);
  response.destroy();
});

test("a request that is never answered is a 504 at app.timeout, asked once, and the worker lives", async () => {
  assert.equal((await client.ask("/never")).status, 504);
  assert.equal(running.output().split("asked /never").length - 1, 1);
  assert.equal((await client.ask("/")).text(), "hello");
});

test("a response that breaks off is cut, so that nobody takes the part for the whole", async () => {
  const response = await client.open("/broken");
  await assert.rejects(response.toArray(), { code: "ECONNRESET" });
  assert.equal(response.complete, false);
});

test("an app that closes its server and exits on SIGTERM, as many do, still answers what it has", async () => {
  const own = join(folder.dir, "closing.mjs");
  await writeFile(own, CLOSING);
  const closing = await startModule(own);
  const asked = clientOf(closing.url).ask("/slow");
  await until("it in the app", 60_000, () => closing.output().includes("asked /slow"), closing.output);
  const stopped = closing.stop();
  assert.equal((await asked).text(), "slow");
  await stopped;
  assert.match(closing.output(), /closed in order/);
  assert.match(closing.output(), /"worker":1,"code":0/);
});
