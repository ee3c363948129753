// The syntax of listeners, binds and client ranges.
import assert from "node:assert/strict";
import { test } from "node:test";
import { collide, isAddressRange, isPrivateHost, parseBind, parseHostPort, type HostPort } from "./address.ts";

test("host:port", () => {
  assert.deepEqual(parseHostPort("0.0.0.0:8080"), { host: "0.0.0.0", port: 8080 });
  assert.deepEqual(parseHostPort("[::1]:8443"), { host: "::1", port: 8443 });
  assert.deepEqual(parseHostPort("[::]:443"), { host: "::", port: 443 });
  assert.deepEqual(parseHostPort("localhost:0"), { host: "localhost", port: 0 });
  assert.deepEqual(parseHostPort(":80"), { host: "", port: 80 });
  for (const text of [
    "",
    "8080",
    "localhost",
    "localhost:",
    "::1:80",
    "[::1]",
    "[127.0.0.1]:80",
    "[]:80",
    "1.2.3.4:65536",
    "1.2.3.4:-1",
    "1.2.3.4:8o",
    "256.1.1.1:80",
    "1.2.3:80",
    "a_b:80",
    "-a:80",
    "a b:80",
    "http://a:80",
  ]) {
    assert.equal(parseHostPort(text), undefined, text);
  }
});

test("bind", () => {
  assert.deepEqual(parseBind("unix:/run/app.sock"), { path: "/run/app.sock" });
  assert.deepEqual(parseBind("127.0.0.1:8000"), { host: "127.0.0.1", port: 8000 });
  for (const text of ["unix:", "/run/app.sock", "unix", ""]) assert.equal(parseBind(text), undefined, text);
});

test("addresses and ranges", () => {
  for (const text of ["10.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "::1", "2001:db8::/32", "::/0", "::1/128"]) {
    assert.ok(isAddressRange(text), text);
  }
  for (const text of [
    "",
    "10.0.0",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/08",
    "::1/129",
    "a/8",
    "1.1.1.1/8/8",
    "fe80::1%lo",
  ]) {
    assert.ok(!isAddressRange(text), text);
  }
});

test("private hosts", () => {
  for (const host of [
    "localhost",
    "127.0.0.1",
    "127.9.9.9",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "::1",
    "fd00::1",
    "fe80::1",
  ]) {
    assert.ok(isPrivateHost(host), host);
  }
  for (const host of [
    "",
    "0.0.0.0",
    "::",
    "8.8.8.8",
    "172.32.0.1",
    "172.15.0.1",
    "100.128.0.1",
    "2001:db8::1",
    "fd.example.com",
    "10.example.com",
  ]) {
    assert.ok(!isPrivateHost(host), host);
  }
});

const at = (host: string, port: number): HostPort => ({ host, port });

test("two listeners collide on one port when their addresses overlap", () => {
  assert.ok(collide(at("0.0.0.0", 80), at("127.0.0.1", 80)));
  assert.ok(collide(at("", 80), at("::1", 80)));
  assert.ok(collide(at("LOCALHOST", 80), at("localhost", 80)));
  assert.ok(!collide(at("127.0.0.1", 80), at("127.0.0.2", 80)));
  assert.ok(!collide(at("0.0.0.0", 80), at("0.0.0.0", 81)));
  assert.ok(!collide(at("0.0.0.0", 0), at("0.0.0.0", 0)));
});
