import assert from "node:assert/strict";
import { test } from "node:test";
import { childIdentity, type Accounts } from "./privileges.ts";

const passwd = "root:x:0:0:root:/root:/bin/sh\nweb:x:33:34:,,,:/var/www:/bin/false\n# a comment\n";
const group = "root:x:0:\nweb:x:34:\nlogs:x:4:web,root\n";
const root: Accounts = { uid: 0, gid: 0, passwd, group };
const web: Accounts = { uid: 33, gid: 34, passwd, group };
const wanted = (user: string, groupName = "", allow_root = false) => ({ user, group: groupName, allow_root });

test("root with a user: its uid, its own group or the one named, its home", () => {
  const env = { USER: "web", LOGNAME: "web", HOME: "/var/www" };
  assert.deepEqual(childIdentity(wanted("web"), root), { uid: 33, gid: 34, env });
  assert.deepEqual(childIdentity(wanted("web", "logs"), root), { uid: 33, gid: 4, env });
  assert.deepEqual(childIdentity(wanted("33", "4"), root), { uid: 33, gid: 4, env });
});

test("a number that nobody has needs a group", () => {
  const env = { USER: "4711", LOGNAME: "4711", HOME: "/" };
  assert.deepEqual(childIdentity(wanted("4711", "34"), root), { uid: 4711, gid: 34, env });
  assert.throws(() => childIdentity(wanted("4711"), root), { code: "UNKNOWN_GROUP", exitCode: 2, fix: /app\.group/ });
});

test("unknown names are bad settings", () => {
  assert.throws(() => childIdentity(wanted("nemo"), root), { code: "UNKNOWN_USER", exitCode: 2, message: /"nemo"/ });
  assert.throws(() => childIdentity(wanted("web", "nemo"), root), { code: "UNKNOWN_GROUP", exitCode: 2 });
  assert.throws(() => childIdentity(wanted("4294967295", "34"), root), { code: "UNKNOWN_USER", exitCode: 2 });
});

test("root without a user, or with root as the user, is refused unless allow_root", () => {
  for (const user of ["", "root", "0"]) {
    assert.throws(() => childIdentity(wanted(user), root), { code: "RUNS_AS_ROOT", exitCode: 2, fix: /allow_root/ });
    assert.equal(childIdentity(wanted(user, "", true), root), undefined);
  }
  assert.deepEqual(childIdentity(wanted("", "logs", true), root), { uid: 0, gid: 4, env: {} });
});

test("who is not root can be nobody else, and itself for nothing", () => {
  assert.equal(childIdentity(wanted(""), web), undefined);
  assert.equal(childIdentity(wanted("web", "web"), web), undefined);
  assert.throws(() => childIdentity(wanted("root"), web), { code: "NOT_ROOT", exitCode: 2, message: /app\.user/ });
  assert.throws(() => childIdentity(wanted("web", "logs"), web), {
    code: "NOT_ROOT",
    exitCode: 2,
    message: /app\.group/,
  });
});
