// A throw-away VPS with a real systemd: install by one command, survive kills and a reboot, stop.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, suite, test } from "node:test";
import { builtExecutable } from "../helpers/executable.ts";
import { request } from "../helpers/http.ts";
import { root, until } from "../helpers/processes.ts";

/** Boots the VPS; it stands beside the checkout, not in it. */
const VPS = join(dirname(root), "shared", "vps", "vps");
const NAME = "vps7";
const URL = "https://10.77.7.2";

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

function vps(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(VPS, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", reject);
    // The machine's console keeps the pipes open: wait for the program, then for what it wrote.
    child.once("exit", code => setImmediate(() => resolve({ code, output })));
  });
}

/** Runs a shell command inside; fails the test when it does. */
async function inside(command: string): Promise<string> {
  const { code, output } = await vps("exec", NAME, "bash", "-c", `cd /root && ${command}`);
  assert.equal(code, 0, `${command}\n${output}`);
  return output.trim();
}

const mainPid = (unit: string): Promise<string> => inside(`systemctl show -P MainPID ${unit}`);

async function answers(timeout: number): Promise<void> {
  await until("sections from outside", timeout, async () => {
    const response = await request(`${URL}/`, { timeout: 15_000 }).catch(() => undefined);
    return response?.status === 200 && /\/section/.test(response.text());
  });
}

function whySkip(): string | false {
  if (!existsSync(VPS)) return "no ../shared/vps/vps beside this checkout";
  if (process.getuid?.() !== 0) return "needs root";
  for (const [program, name] of [
    ["systemd-nspawn", "systemd-container"],
    ["ip", "iproute2"],
  ] as const) {
    if (spawnSync("which", [program]).status !== 0) return `no ${program}: apt-get install ${name}`;
  }
  return false;
}

suite("a VPS under systemd", { skip: whySkip() }, () => {
  before(async () => {
    const executable = builtExecutable();
    const booted = await vps("up", NAME);
    assert.equal(booted.code, 0, booted.output);
    assert.equal((await vps("put", NAME, executable, "/root/seatstack")).code, 0);
  });

  after(async () => {
    await vps("down", NAME);
  });

  test("one command installs and starts it, and says where", async () => {
    assert.match(await inside("./seatstack up"), /Seatstack is up: https:\/\/10\.77\.7\.2\//);
    await answers(15_000);
    assert.equal((await request("http://10.77.7.2/")).status, 308);
  });

  test("both services are active, enabled, and run under users of their own", async () => {
    for (const tier of ["edge", "app"]) {
      assert.equal(await inside(`systemctl is-active seatstack-${tier}.service`), "active");
      assert.equal(await inside(`systemctl is-enabled seatstack-${tier}.service`), "enabled");
      assert.equal(await inside(`stat -c %U /proc/${await mainPid(`seatstack-${tier}`)}`), `seatstack-${tier}`);
    }
  });

  test("neither tier has a capability, and the edge cannot read the app's data", async () => {
    for (const tier of ["edge", "app"]) {
      const status = await inside(`grep -h Cap /proc/${await mainPid(`seatstack-${tier}`)}/status`);
      assert.match(status, /^(Cap\w+:\s0{16}\n?){5}$/);
    }
    const { code } = await vps(
      "exec",
      NAME,
      "setpriv",
      "--reuid=seatstack-edge",
      "--regid=seatstack-edge",
      "--init-groups",
      "ls",
      "/var/lib/seatstack/app/data",
    );
    assert.notEqual(code, 0);
    assert.equal(await inside("stat -c '%a %U:%G' /etc/seatstack/seatstack.toml"), "640 root:seatstack-app");
    assert.equal(await inside("find /var/lib/seatstack -name '*.key' -perm /077"), "");
  });

  test("doing it again changes nothing", async () => {
    const before = [await mainPid("seatstack-edge"), await mainPid("seatstack-app")];
    assert.match(await inside("./seatstack up"), /already installed/);
    assert.deepEqual([await mainPid("seatstack-edge"), await mainPid("seatstack-app")], before);
  });

  test("a wrong setting is refused with exit 2 and disturbs nothing", async () => {
    const before = await mainPid("seatstack-edge");
    const { code, output } = await vps("exec", NAME, "/root/seatstack", "up", "--set", "edge.threads=none");
    assert.equal(code, 2, output);
    assert.match(output, /edge\.threads/);
    assert.equal(await mainPid("seatstack-edge"), before);
  });

  for (const tier of ["edge", "app"]) {
    test(`kill -9 of the ${tier}'s main process is repaired, and no request fails`, async () => {
      const killed = await mainPid(`seatstack-${tier}`);
      await inside(`kill -9 ${killed}`);
      // The socket is systemd's and the edge queues: the very next request only takes longer.
      assert.equal((await request(`${URL}/`, { timeout: 20_000 })).status, 200);
      await until(
        "a new main process",
        10_000,
        async () => !["0", killed].includes(await mainPid(`seatstack-${tier}`)),
      );
      await answers(15_000);
    });
  }

  test("after a reboot it answers by itself", async () => {
    const rebooted = await vps("reboot", NAME);
    assert.equal(rebooted.code, 0, rebooted.output);
    await answers(30_000);
  });

  test("down stops both services and their sockets", async () => {
    assert.match(await inside("./seatstack down"), /Stopped/);
    for (const unit of ["seatstack-edge.service", "seatstack-app.service", "seatstack-edge-https.socket"]) {
      assert.match((await vps("exec", NAME, "systemctl", "is-active", unit)).output, /inactive/);
    }
    await assert.rejects(request(`${URL}/`, { timeout: 3000 }));
    assert.match(await inside("./seatstack down"), /Nothing is up/);
  });
});
