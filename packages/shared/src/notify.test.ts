import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { notify } from "./notify.ts";

const python = spawnSync("python3", ["--version"]).status === 0;
const skip = python ? false : "a datagram receiver: apt-get install python3";

/** Binds a Unix datagram socket, says so, prints the first message. Node has no such sockets, python3 has. */
const RECEIVER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.settimeout(60)
s.bind(sys.argv[1].replace("@", chr(0)))
print("bound", flush=True)
print(s.recv(4096).decode(), flush=True)
`;

async function received(address: string, state: string): Promise<string> {
  const receiver = spawn("python3", ["-c", RECEIVER, address], { stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  receiver.stdout.on("data", (chunk: Buffer) => {
    if (lines.length === 0) notify(state, { NOTIFY_SOCKET: address });
    lines.push(chunk.toString());
  });
  await once(receiver, "close");
  return lines.join("");
}

test("a state reaches a socket in the file system", { skip }, async () => {
  const dir = await mkdtemp(join(tmpdir(), "st-"));
  try {
    assert.equal(await received(join(dir, "notify"), "READY=1"), "bound\nREADY=1\n");
  } finally {
    await rm(dir, { recursive: true });
  }
});

test("a state reaches an abstract socket, which systemd writes with an @", { skip }, async () => {
  assert.equal(await received(`@seatstack-test-${process.pid}`, "STOPPING=1"), "bound\nSTOPPING=1\n");
});

test("without systemd, and with a socket that is gone, nothing happens", () => {
  notify("READY=1", {});
  notify("READY=1", { NOTIFY_SOCKET: "" });
  assert.doesNotThrow(() => notify("READY=1", { NOTIFY_SOCKET: "/nonexistent/notify" }));
});
