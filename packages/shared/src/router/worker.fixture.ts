// A worker process for tests: serves the link, writes down every request that its handler ran, and misbehaves on request.
import { appendFileSync, readFileSync } from "node:fs";
import { createLinkServer } from "../link/server.ts";
import { createLogger } from "../logger.ts";

const [, , path = "", worker = "1", slots = "100", journal = ""] = process.argv;

/** Takes the event loop. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** How often any worker has run it. */
function timesOf(id: string): number {
  return readFileSync(journal, "utf8")
    .split("\n")
    .filter(line => line === id).length;
}

const server = await createLinkServer({
  path,
  hello: { worker: Number(worker), generation: 1 },
  slots: Number(slots),
  log: createLogger("error", { tier: "app" }),
  onRequest: (head, _body, reply) => {
    // One short append is atomic, also when the process is killed right after it.
    appendFileSync(journal, `${head.id}\n`);
    const url = new URL(head.target, "http://test");
    const ms = Number(url.searchParams.get("ms") ?? 0);
    if (url.pathname === "/block") block(ms);
    if (url.pathname === "/block-once" && timesOf(head.id) === 1) block(ms);
    const answer = () => reply.respond(200, ["x-worker", worker], `worker ${worker}`);
    // Its answer comes after the block: one that is written before may leave in the same turn, before the block begins.
    const later = () => {
      block(ms);
      answer();
    };
    if (url.pathname === "/slow") setTimeout(answer, ms);
    else if (url.pathname === "/block-later") setImmediate(later);
    else answer();
  },
});

process.on("disconnect", () => process.exit(0));
process.on("message", () => void server.drain().then(() => process.send?.("drained")));
process.send?.("ready");
