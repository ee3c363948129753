// What post_fork is for: a client of another service per worker. Here feature flags, from a real little server.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { until } from "../helpers/processes.ts";
import { startTier } from "./tier.ts";

/** Serves one flag to clients that poll it, and remembers them. */
async function flagServer() {
  const clients = new Map<string, { polls: number; gone: boolean }>();
  let on = false;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://flags");
    const id = url.searchParams.get("client") ?? "";
    const client = clients.get(id) ?? { polls: 0, gone: false };
    clients.set(id, { polls: client.polls + 1, gone: url.pathname === "/bye" });
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ waitlist: on }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    clients,
    flip: () => (on = !on),
    close: () => new Promise(resolve => server.close(resolve)),
  };
}

/** The hooks stand in the app's own module: no app.hooks is set. */
const app = (url: string): string => `
class Flags {
  #values = {};
  #timer;
  constructor(id) { this.id = id; }
  async begin() {
    await this.#poll("/flags");
    this.#timer = setInterval(() => this.#poll("/flags").catch(() => undefined), 50);
  }
  isOn(name) { return this.#values[name] === true; }
  async close() {
    clearInterval(this.#timer);
    await this.#poll("/bye");
  }
  async #poll(path) {
    const response = await fetch("${url}" + path + "?client=" + this.id, { headers: { connection: "close" } });
    this.#values = await response.json();
  }
}
export async function post_fork(server, worker) {
  worker.state.flags = new Flags("worker-" + worker.worker);
  await worker.state.flags.begin();
}
export async function worker_exit(server, worker) {
  await worker.state.flags.close();
}
export async function createApplication({ state }) {
  const { flags } = state;
  return { handle: () => ({ status: 200, headers: [], body: flags.id + " " + flags.isOn("waitlist") }) };
}
`;

test("post_fork makes a feature-flag client per worker, the app asks it, worker_exit closes it", async () => {
  const flags = await flagServer();
  const tier = await startTier(app(flags.url));
  try {
    assert.deepEqual([...flags.clients.keys()].toSorted(), ["worker-1", "worker-2"]);
    const answers = async (): Promise<Set<string>> =>
      new Set(await Promise.all(Array.from({ length: 8 }, async () => (await tier.get("/")).text())));
    const both = (value: boolean): Promise<unknown> =>
      until(`both workers with ${value}`, 20_000, async () => {
        const seen = await answers();
        const wanted = [`worker-1 ${value}`, `worker-2 ${value}`];
        return seen.size === 2 && wanted.every(answer => seen.has(answer));
      });
    await both(false);
    flags.flip();
    await both(true);
    assert.ok([...flags.clients.values()].every(({ polls, gone }) => polls > 1 && !gone));
  } finally {
    assert.equal((await tier.stop()).code, 0);
    await flags.close();
  }
  assert.ok([...flags.clients.values()].every(({ gone }) => gone));
});
