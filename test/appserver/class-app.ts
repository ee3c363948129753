// The app of the worker classes' contract: TypeScript, so that a stack in the log must name what the operator wrote.

import { GATE } from "../helpers/gate.ts";

/** What its module says while it is loaded goes first. */
export const CLASS_APP = `
import { threadId } from "node:worker_threads";
import { setTimeout as delay } from "node:timers/promises";

interface Request { target: string; signal: AbortSignal; body(): Promise<Buffer>; }
interface Response { status: number; headers: string[]; body: unknown }

const where: string = \`\${process.pid}:\${threadId}\`;
const answer = (body: unknown): Response => ({ status: 200, headers: ["content-type", "text/plain"], body });

function spinForEver(): never {
  for (;;) Math.sqrt(2);
}

async function* words(): AsyncGenerator<Buffer> {
  yield Buffer.from("one");
  await opened();
  for (const word of ["two", "three"]) yield Buffer.from(word);
}

const routes: Record<string, (request: Request, number: number) => Response | Promise<Response>> = {
  "/where": () => answer(where),
  "/slow": async (_request, ms) => (await delay(ms), answer(where)),
  "/echo": async request => answer(await request.body()),
  "/gated": async () => (await opened(), answer(where)),
  "/stream": () => answer(words()),
  "/never": request => {
    console.log("waiting " + where);
    return new Promise((_resolve, reject) => {
      request.signal.addEventListener("abort", () => {
        console.log("aborted " + where);
        reject(new Error("aborted"));
      });
    });
  },
  "/throw": () => { throw new Error("the handler throws"); },
  "/reject": async () => { await delay(1); throw new Error("the handler rejects"); },
  "/half": () => answer((async function* () { yield Buffer.from("half"); throw new Error("in the middle"); })()),
  "/block": () => spinForEver(),
  "/block-later": async () => { await delay(1); return spinForEver(); },
  "/regex": () => answer(String(/^(a+)+$/.test("a".repeat(40) + "b"))),
  "/exit": () => process.exit(7),
  "/uncaught": () => { setTimeout(() => { throw new TypeError("uncaught in a timer"); }, 1); return new Promise(() => {}); },
};

export async function createApplication(context: { log: { info(text: string): void } }) {
  return {
    handle(request: Request) {
      const [path, number] = request.target.split("?");
      if (path === "/boot") console.log("asked itself " + where);
      return (routes[path ?? ""] ?? routes["/where"])!(request, Number(number));
    },
    close: async () => console.log("closed " + where),
  };
}
${GATE}`;
