// A wrong setting: exit code 2, one clear message per fault, and nothing started.
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { freeListeners } from "../helpers/ports.ts";
import { seatstack, temporaryFolder } from "../helpers/processes.ts";

interface Attempt {
  readonly dir: string;
  readonly code: number | null;
  readonly output: string;
}

/** `seatstack up` with this file and these settings, on ports that are free unless a test says otherwise. */
async function attempt(t: TestContext, config: string, sets: readonly string[] = [], state = "s"): Promise<Attempt> {
  const folder = await temporaryFolder();
  t.after(folder.remove);
  const file = join(folder.dir, "seatstack.toml");
  await writeFile(file, config);
  const { args } = await freeListeners();
  const given = [...args, ...sets.flatMap(set => ["--set", set])];
  const dir = join(folder.dir, state);
  const up = seatstack(["up", "--foreground", "--dir", dir, "--config", file, ...given]);
  const { code } = await up.exited;
  assert.deepEqual(await up.family(), [], "nothing is left running");
  await up.stop();
  return { dir, code, output: up.output() };
}

function assertRefused({ dir, code, output }: Attempt, ...messages: readonly RegExp[]): void {
  assert.equal(code, 2, output);
  for (const message of messages) assert.match(output, message);
  assert.doesNotMatch(output, /\n\s+at /, "an expected failure shows no stack");
  assert.ok(!existsSync(join(dir, "run", "app")), "the app tier was never started");
  assert.ok(!existsSync(join(dir, "run", "edge")), "the edge tier was never started");
}

function certificate(cert: string, key: string): string {
  return `[edge.tls]\nmode = "files"\ncertificates = [{ cert = "${cert}", key = "${key}" }]\n`;
}

test("a value of the wrong type is named with its file and line", async t => {
  const result = await attempt(t, '[app]\nworkers = "many"\n');
  assertRefused(result, /1 mistake/, /seatstack\.toml:2: app\.workers: /);
});

test("an unknown key is an error with a suggestion", async t => {
  assertRefused(await attempt(t, "[app]\nworkerz = 2\n"), /seatstack\.toml:2: .*workerz.*workers/s);
});

test("all mistakes are told at once, one line each", async t => {
  const result = await attempt(t, '[app]\nworkers = "many"\nworkerz = 2\n', ["edge.timeouts.stop=soon"]);
  assertRefused(result, /3 mistakes/, /:2: app\.workers/, /:3: .*workerz/, /--set edge\.timeouts\.stop/);
});

test("TOML that cannot be parsed is named with its line", async t => {
  assertRefused(await attempt(t, "[app]\nworkers = = 2\n"), /seatstack\.toml:2/);
});

test("a port in use is named with its setting and its owner", async t => {
  const server = createServer().listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const result = await attempt(t, "", [`edge.https=127.0.0.1:${port}`]);
  assertRefused(result, new RegExp(String.raw`edge\.https: port ${port} is in use by .* \(pid ${process.pid}\)`));
});

test("two ports in use are two faults", async t => {
  const servers = [createServer().listen(0, "127.0.0.1"), createServer().listen(0, "127.0.0.1")];
  t.after(() => servers.map(server => server.close()));
  await Promise.all(servers.map(server => once(server, "listening")));
  const [http, https] = servers.map(server => (server.address() as AddressInfo).port);
  const result = await attempt(t, "", [`edge.http=127.0.0.1:${http}`, `edge.https=127.0.0.1:${https}`]);
  assertRefused(result, /2 mistakes/, new RegExp(`edge.http: port ${http}`), new RegExp(`edge.https: port ${https}`));
});

test("an address that is not this machine's is refused", async t => {
  const result = await attempt(t, "", ["edge.http=192.0.2.1:8080"]);
  assertRefused(result, /edge\.http: this machine has no address 192\.0\.2\.1/);
});

test("a certificate that is not there or is none is named with its file", async t => {
  const folder = await temporaryFolder();
  t.after(folder.remove);
  const junk = join(folder.dir, "junk.pem");
  await writeFile(junk, "no certificate\n");
  const absent = await attempt(t, certificate("/nonexistent/a.pem", "/nonexistent/a.key"));
  assertRefused(
    absent,
    /2 mistakes/,
    /seatstack\.toml:3: edge\.tls\.certificates\[0\]\.cert: .*\/a\.pem does not exist/,
  );
  assertRefused(absent, /edge\.tls\.certificates\[0\]\.key: .*\/a\.key does not exist/);
  assertRefused(await attempt(t, certificate(folder.dir, folder.dir)), /certificates\[0\]\.cert: .* is a folder/);
  assertRefused(await attempt(t, certificate(junk, junk)), /edge\.tls\.certificates\[0\].*junk\.pem/);
});

const isRoot = process.getuid?.() === 0;
test(
  "a certificate that may not be read is refused",
  { skip: isRoot ? "root may read every file" : false },
  async t => {
    const folder = await temporaryFolder();
    t.after(folder.remove);
    const secret = join(folder.dir, "secret.pem");
    await writeFile(secret, "secret");
    await chmod(secret, 0);
    assertRefused(
      await attempt(t, certificate(secret, secret)),
      /certificates\[0\]\.cert: .*may not be used by this user/,
    );
  },
);

test("a state folder whose sockets would not fit is refused before anything is made", async t => {
  const result = await attempt(t, "", [], "d".repeat(100));
  assertRefused(result, /socket path is \d+ bytes, the kernel takes 107/, /--dir/);
  assert.ok(!existsSync(result.dir));
});

test("a bind whose Unix path is too long is refused with its setting", async t => {
  const result = await attempt(t, `[app]\nbind = ["unix:/tmp/${"b".repeat(120)}.sock"]\n`);
  assertRefused(result, /seatstack\.toml:2: app\.bind/, /107/);
});

test("a config file that is not there is refused", async t => {
  const folder = await temporaryFolder();
  t.after(folder.remove);
  const up = seatstack(["up", "--foreground", "--dir", folder.dir, "--config", join(folder.dir, "absent.toml")]);
  const { code } = await up.exited;
  await up.stop();
  assert.equal(code, 2, up.output());
  assert.match(up.output(), /absent\.toml/);
});

test("an unknown option is refused with a suggestion", async () => {
  const up = seatstack(["up", "--forground"]);
  const { code } = await up.exited;
  await up.stop();
  assert.equal(code, 2, up.output());
  assert.match(up.output(), /--foreground/);
});
