import assert from "node:assert/strict";
import { closeSync, openSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { HANDOVER_VARIABLE, packHandover, takeHandover, unpackHandover } from "./handover.ts";
import type { Listener } from "./listeners.ts";

const F_SETFD = 2;
const { fcntl } = process.getBuiltinModule("node:ffi").dlopen(null, {
  fcntl: { arguments: ["int32", "int32", "int32"], return: "int32" },
}).functions;

const facts = { pid: 42, generation: 7, firstId: 1000, links: 2 };
const path = { path: "/run/app.sock", dev: 1, ino: 2 };

function listener(fd: number, bind: string | undefined): Listener {
  return {
    fd,
    name: bind ?? "systemd:bind",
    bind,
    path: bind === undefined ? undefined : path,
    close: () => undefined,
  };
}

test("what the old program packs is what the new one takes: numbers, names, and descriptors in order", () => {
  const { text, fds } = packHandover(facts, 11, [listener(12, "unix:/run/app.sock"), listener(13, undefined)]);
  assert.deepEqual(fds, [11, 12, 13]);
  const handover = takeHandover({ [HANDOVER_VARIABLE]: text }, 42);
  assert.deepEqual(handover, {
    ...facts,
    version: 1,
    claim: 4,
    listeners: [
      { fd: 5, name: "unix:/run/app.sock", bind: "unix:/run/app.sock", path },
      { fd: 6, name: "systemd:bind" },
    ],
  });
});

test("only a child of the old program believes it, and no child of that one ever sees it", () => {
  const { text } = packHandover(facts, 11, []);
  const env: NodeJS.ProcessEnv = { [HANDOVER_VARIABLE]: text };
  assert.equal(takeHandover(env, 43), undefined);
  assert.deepEqual(env, {});
  assert.equal(takeHandover({}, 42), undefined);
});

test("another version's handover is refused with a word", () => {
  for (const text of ["", "nonsense", "null", '{"version":2,"listeners":[]}', '{"version":1}']) {
    assert.throws(() => takeHandover({ [HANDOVER_VARIABLE]: text }, 42), { code: "BAD_HANDOVER" }, text);
  }
});

test("descriptors are closed on exec from then on, so that no child has them by accident", () => {
  const [claim, socket] = [inheritable(), inheritable()];
  const listeners = [{ fd: socket, name: "127.0.0.1:1", bind: "127.0.0.1:1" }];
  const own = unpackHandover({ ...facts, version: 1, claim, listeners });
  const fds = [own.claim, ...own.listeners.map(({ fd }) => fd)];
  for (const fd of fds) assert.equal(closedOnExec(fd), true);
  closeSync(own.claim);
  own.listeners[0]?.close();
});

/** As they come through spawn: without FD_CLOEXEC. */
function inheritable(): number {
  const fd = openSync(import.meta.filename, "r");
  fcntl(fd, F_SETFD, 0);
  assert.equal(closedOnExec(fd), false);
  return fd;
}

/** proc_pid_fdinfo(5): the flags are octal, O_CLOEXEC is 02000000. */
function closedOnExec(fd: number): boolean {
  const flags = /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "latin1"))?.[1] ?? "0";
  return (Number.parseInt(flags, 8) & 0o2000000) !== 0;
}
