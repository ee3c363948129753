// The whole application over a real temporary database that was filled by polling a source once.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Application, ApplicationContext } from "@seatstack/appserver/application";
import { configSchema } from "@seatstack/shared/config/schema";
import { createLogger } from "@seatstack/shared/logger";
import { openSite } from "../application.ts";
import { applicationOf } from "../pages/addresses.ts";
import { systemClock } from "../clock.ts";
import { type Database, openDatabase } from "../db/open.ts";
import { pollOnce } from "../poller/poller.ts";
import { DemoSource } from "../sources/demo/source.ts";
import type { Source } from "../sources/source.ts";

export interface TestSite {
  readonly application: Application;
  /** A second connection, as another process has one. */
  readonly database: Database;
  readonly dataDir: string;
  readonly publicDir: string;
}

/** What outlives the site and says when to close it: a node:test context, or a script. */
export interface Owner {
  after(close: () => Promise<void>): void;
}

/** Closed and deleted after the test. */
export async function openTestSite(owner: Owner, sources: readonly Source[] = [new DemoSource(1)]): Promise<TestSite> {
  const dir = await mkdtemp(join(tmpdir(), "pages-"));
  const context = contextIn(dir);
  const database = await openDatabase({ url: "", dataDir: dir });
  await poll(database, sources, context);
  const application = applicationOf(await openSite(context));
  owner.after(async () => {
    await application.close?.();
    await database.close();
    await rm(dir, { recursive: true });
  });
  return { application, database, dataDir: dir, publicDir: context.publicDir };
}

/** What a worker would be given over the folder. */
export function contextIn(dir: string): ApplicationContext {
  return {
    log: createLogger("silent", { tier: "app" }),
    settings: configSchema.parse({}).seats,
    dataDir: dir,
    publicDir: join(dir, "public"),
    state: {},
    worker: 1,
    stopping: new AbortController().signal,
  };
}

async function poll(database: Database, sources: readonly Source[], { log }: ApplicationContext): Promise<void> {
  const options = { database, sources, clock: systemClock, log, intervalMs: 15_000, random: () => 0.5 };
  await pollOnce({ ...options, holder: "test" }, options, new AbortController().signal);
}
