// An app tier that is upgraded under load: both kinds of bind, a pid file, and clients that never pause.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { load, type LoadResult } from "../helpers/load.ts";
import { freePorts } from "../helpers/ports.ts";
import { alive, temporaryFolder, until, type StartOptions } from "../helpers/processes.ts";
import { PID_APP, startTier, type Tier } from "./tier.ts";

/** Several suites share two cores. Milliseconds. */
export const PATIENCE = 60_000;

export interface Upgrading {
  readonly tier: Tier;
  /** Pid of the arbiter that was started first. */
  readonly old: number;
  readonly pidfile: string;
  /** URLs of both binds. */
  readonly urls: readonly string[];
  /** The pid in the pid file (with a suffix); undefined where there is none. */
  readonly pidIn: (suffix?: string) => Promise<number | undefined>;
  /** USR2, and waits until the new program serves; its pid. */
  readonly upgrade: () => Promise<number>;
  readonly said: (pattern: RegExp) => Promise<void>;
  readonly gone: (pid: number) => Promise<void>;
  /** Clients on both binds until the returned function is called; what came of each request. */
  readonly underLoad: () => () => Promise<readonly LoadResult[]>;
}

/** Ends whichever arbiter is left. */
export async function withUpgrade(
  body: (upgrading: Upgrading) => Promise<void>,
  options: StartOptions & { readonly app?: string; readonly sets?: readonly string[] } = {},
): Promise<void> {
  const [port = 0] = await freePorts(1);
  const folder = await temporaryFolder();
  const pidfile = join(folder.dir, "app.pid");
  const socket = join(folder.dir, "app.sock");
  const sets = [`app.pidfile=${pidfile}`, `app.bind=["unix:${socket}","127.0.0.1:${port}"]`, ...(options.sets ?? [])];
  const tier = await startTier(options.app ?? PID_APP, sets, options);
  const pidIn = async (suffix = ""): Promise<number | undefined> =>
    Number(await readFile(pidfile + suffix, "utf8").catch(() => "")) || undefined;
  const { output } = tier.process;
  const wait = <T>(what: string, probe: () => T | Promise<T>) => until(what, PATIENCE, probe, output);
  const over = new AbortController();
  const urls = [`unix:${socket}`, `http://127.0.0.1:${port}`];
  try {
    await body({
      tier,
      old: tier.process.pid,
      pidfile,
      urls,
      pidIn,
      upgrade: async () => {
        process.kill(tier.process.pid, "SIGUSR2");
        const pid = (await wait("the new pid file", () => pidIn(".2"))) ?? 0;
        await wait("its takeover", () => output().includes("upgrade: the new program is ready"));
        return pid;
      },
      said: async pattern => void (await wait(String(pattern), () => pattern.test(output()))),
      gone: async pid => void (await wait(`the end of ${pid}`, async () => !(await alive(pid)))),
      underLoad: () => {
        const body = { method: "POST", body: "x".repeat(16_384) };
        const results = urls.map(url => load(url, { ...body, concurrency: 4, signal: over.signal }));
        return () => {
          over.abort();
          return Promise.all(results);
        };
      },
    });
  } finally {
    over.abort();
    for (const pid of [await pidIn(".2"), await pidIn()]) {
      if (pid === undefined || pid === tier.process.pid || !(await alive(pid))) continue;
      process.kill(pid, "SIGTERM");
      await wait("the end of the new program", async () => !(await alive(pid))).catch(() => undefined);
    }
    await tier.stop();
    await folder.remove();
  }
}
