// Big bodies and streams through the whole stack: byte for byte, also while workers are told to stop; and a client that
// leaves is noticed by the app.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { request as plainRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { request } from "node:https";
import { until } from "../helpers/processes.ts";
import { startStack, type Stack } from "../helpers/stack.ts";
import { readyWorkers } from "./probe.ts";

const MEGABYTE = 1024 * 1024;
const CHUNK = 64 * 1024;

/** Chunk n of /download is filled with n; /upload reads at the pace of a millisecond a chunk, /events counts who left. */
const APP = `
import { createHash } from "node:crypto";
import { appendFileSync } from "node:fs";
const pause = () => new Promise(resolve => setTimeout(resolve, 1));
async function* numbered(count, slow) {
  for (let n = 0; n < count; n++) {
    if (slow) await pause();
    yield Buffer.alloc(65536, n & 255);
  }
}
async function* events(signal, note) {
  signal.addEventListener("abort", () => note("aborted"));
  try {
    for (let n = 1; !signal.aborted; n++) {
      yield Buffer.from("data: " + n + "\\n\\n");
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  } finally {
    note("left");
  }
}
export function createApplication(context) {
  const note = word => appendFileSync(context.dataDir + "/notes.log", word + "\\n");
  return {
    async handle(request) {
      const { pathname, searchParams } = new URL(request.target, "http://a");
      const slow = searchParams.has("slow");
      if (pathname === "/download") {
        note("begun");
        return { status: 200, headers: ["content-type", "x/y"], body: numbered(Number(searchParams.get("chunks")), slow) };
      }
      if (pathname === "/events") {
        return { status: 200, headers: ["content-type", "text/event-stream"], body: events(request.signal, note) };
      }
      if (pathname !== "/upload") return { status: 200, headers: [], body: String(process.pid) };
      note("begun");
      const hash = createHash("sha256");
      let bytes = 0;
      for await (const chunk of request.stream()) {
        bytes += chunk.length;
        hash.update(chunk);
        if (slow) await pause();
      }
      return { status: 200, headers: [], body: bytes + " " + hash.digest("hex") };
    },
  };
}
`;

let stack: Stack;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "st-app-"));
  const module = join(folder, "app.mjs");
  await writeFile(module, APP);
  const sets = [`app.module=${module}`, "app.workers=2", "edge.buffers.client_max_body_size=64m", "edge.threads=1"];
  // Whole transfers, on a machine of any speed.
  sets.push("app.timeout=5m", "app.graceful_timeout=5m", "edge.timeouts.upstream=5m");
  stack = await startStack({ sets });
});
after(async () => {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly text: string;
}

/** Rejects when the response is cut. */
function ask(target: string, body?: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const outgoing = request(`${stack.url}${target}`, { method, rejectUnauthorized: false, agent: false }, response => {
      const hash = createHash("sha256");
      let bytes = 0;
      let text = "";
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        hash.update(chunk);
        if (text.length < 200) text += chunk.toString("latin1").slice(0, 200);
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, bytes, sha256: hash.digest("hex"), text }));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function numbered(chunks: number): string {
  const hash = createHash("sha256");
  for (let n = 0; n < chunks; n++) hash.update(Buffer.alloc(CHUNK, n & 255));
  return hash.digest("hex");
}

const sha256 = (body: Buffer): string => createHash("sha256").update(body).digest("hex");

async function notes(word: string): Promise<number> {
  const text = await readFile(join(stack.paths.app.data, "notes.log"), "utf8").catch(() => "");
  return text.split("\n").filter(line => line === word).length;
}

test("10 MB each way are the same bytes", { timeout: 400_000 }, async () => {
  const body = randomBytes(10 * MEGABYTE);
  const [up, down] = await Promise.all([ask("/upload", body), ask("/download?chunks=160")]);
  assert.deepEqual([up.status, up.text], [200, `${body.length} ${sha256(body)}`]);
  assert.deepEqual([down.status, down.bytes, down.sha256], [200, 160 * CHUNK, numbered(160)]);
});

test("50 MB each way are the same bytes while every worker is told to stop", { timeout: 400_000 }, async () => {
  const body = randomBytes(50 * MEGABYTE);
  const begun = await notes("begun");
  const transfers = Promise.all([ask("/upload?slow", body), ask("/download?slow&chunks=800")]);
  await until("both transfers at their workers", 30_000, async () => (await notes("begun")) === begun + 2);
  const old = (await readyWorkers(stack)).map(worker => worker.pid);
  for (const pid of old) process.kill(pid, "SIGTERM");
  const [up, down] = await transfers;
  assert.deepEqual([up.status, up.text], [200, `${body.length} ${sha256(body)}`]);
  assert.deepEqual([down.status, down.bytes, down.sha256], [200, 800 * CHUNK, numbered(800)]);
  await until("new workers", 30_000, async () => {
    const now = await readyWorkers(stack);
    return now.length === 2 && now.every(worker => !old.includes(worker.pid));
  });
});

const WAYS: Record<string, () => ClientRequest> = {
  "the edge": () => request(`${stack.url}/events`, { rejectUnauthorized: false, agent: false }),
  "the front": () => plainRequest({ socketPath: stack.paths.app.bind, path: "/events", agent: false }),
};
for (const [name, open] of Object.entries(WAYS)) {
  test(`an event stream through ${name} arrives at once, and its app hears when the client leaves`, async () => {
    const [aborted, left] = [await notes("aborted"), await notes("left")];
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      open().on("response", resolve).on("error", reject).end();
    });
    let text = "";
    response.on("data", (chunk: Buffer) => (text += chunk.toString()));
    response.on("error", () => undefined);
    await until("three events", 20_000, () => text.includes("data: 3"));
    response.destroy();
    await until("the app's signal and the end of its stream", 20_000, async () => {
      return (await notes("aborted")) === aborted + 1 && (await notes("left")) === left + 1;
    });
  });
}
