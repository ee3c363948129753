// What the tests of the front share: an app that echoes what it was asked, and exchanges byte by byte.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GATE } from "../helpers/gate.ts";
import { connect, type RawResponse } from "../helpers/http.ts";
import { temporaryFolder } from "../helpers/processes.ts";
import { startTier, type Tier } from "./tier.ts";

/** Echoes what arrives; says how often it was called. */
export const ECHO_APP = `
let calls = 0;
const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
async function* paced(chunks, pause) {
  for (let i = 0; i < chunks; i++) {
    await wait(pause);
    yield Buffer.alloc(65536, 97 + (i % 26));
  }
}
export function createApplication() {
  return {
    async handle(request) {
      const { method, target, host, scheme, remoteAddress, rawHeaders } = request;
      if (target === "/calls") return { status: 200, headers: [], body: String(calls) };
      calls += 1;
      if (target === "/big") return { status: 200, headers: [], body: Buffer.alloc(10_000_000, "x") };
      if (target === "/empty") return { status: 204, headers: [], body: null };
      if (target === "/unchanged") return { status: 304, headers: ["etag", '"1"'], body: null };
      if (target === "/slow") await wait(700);
      if (target === "/gated") await opened();
      if (target === "/hang") await new Promise(resolve => request.signal.addEventListener("abort", resolve));
      if (target === "/paced") return { status: 200, headers: ["x-pid", String(process.pid)], body: paced(800, 2) };
      if (target === "/stream") return { status: 200, headers: ["content-type", "text/event-stream"], body: paced(3, 20) };
      if (target === "/hash") {
        const { createHash } = await import("node:crypto");
        const hash = createHash("sha256");
        let length = 0;
        for await (const chunk of request.stream()) {
          hash.update(chunk);
          if (length === 0) await opened();
          length += chunk.length;
        }
        return { status: 200, headers: ["x-pid", String(process.pid)], body: length + " " + hash.digest("hex") };
      }
      const body = await request.body();
      const seen = { method, target, host, scheme, remoteAddress, headers: rawHeaders, length: body.length, pid: process.pid };
      return { status: 200, headers: ["content-type", "application/json", "x-answer", "42"], body: JSON.stringify(seen) };
    },
    async upgrade(request, socket, head) {
      const { createHash } = await import("node:crypto");
      const accept = createHash("sha1")
        .update(request.header("sec-websocket-key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
        .digest("base64");
      const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
      socket.write(lines.join("\\r\\n") + "\\r\\nSec-WebSocket-Accept: " + accept + "\\r\\n\\r\\n");
      if (head.length > 0) socket.write(head);
      socket.pipe(socket);
    },
  };
}
${GATE}`;

export interface Seen {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly scheme: string;
  readonly remoteAddress: string;
  readonly headers: readonly string[];
  readonly length: number;
  readonly pid: number;
}

export function seenIn(response: RawResponse): Seen {
  return JSON.parse(response.body.toString()) as Seen;
}

/** Value of a header that the app saw; undefined where there was none. */
export function appHeader(seen: Seen, name: string): string | undefined {
  const index = seen.headers.findIndex((value, i) => i % 2 === 0 && value === name);
  return index < 0 ? undefined : seen.headers[index + 1];
}

/** Sends bytes on a connection of their own and reads one response. */
export async function exchange(url: string, bytes: string | Buffer, method = "GET"): Promise<RawResponse> {
  const connection = await connect(url);
  try {
    connection.send(bytes);
    return await connection.read(method);
  } finally {
    connection.close();
  }
}

/** A GET as text, with more header lines. */
export function plain(target: string, ...lines: readonly string[]): string {
  return `${[`GET ${target} HTTP/1.1`, "Host: a", ...lines].join("\r\n")}\r\n\r\n`;
}

/** A tier whose settings are in a file, so that a reload can change them. Stopped after the test. */
export async function startWithFile(
  t: { after(end: () => Promise<void>): void },
  app: string,
  toml: string,
  mode = 0o700,
): Promise<{ readonly tier: Tier; readonly dir: string; readonly write: (toml: string) => void }> {
  const { dir, remove } = await temporaryFolder();
  chmodSync(dir, mode);
  const write = (text: string): void => writeFileSync(join(dir, "seatstack.toml"), text);
  write(toml);
  const tier = await startTier(app, [], { cwd: dir, folderMode: mode });
  t.after(async () => {
    await tier.stop();
    await remove();
  });
  return { tier, dir, write };
}
