// The seat tracker as an application: what a worker opens for it, and closes after it.
import type { Application, ApplicationContext } from "@seatstack/appserver/application";
import { embeddedFiles } from "@seatstack/shared/embedded";
import { loadAssets } from "./assets.ts";
import { openDatabase } from "./db/open.ts";
import { applicationOf } from "./pages/addresses.ts";
import type { Site } from "./pages/site.ts";
import { createQueries } from "./queries.ts";
import { readSettings } from "./settings.ts";
import { Snapshot } from "./snapshot.ts";
import { createTemplates } from "./templates.ts";
import { createWatching } from "./watching.ts";

/** Opens (and migrates) the database, publishes the assets, compiles the templates. Once per worker. */
export async function createApplication(context: ApplicationContext): Promise<Application> {
  return applicationOf(await openSite(context));
}

/** What every page is made of; `applicationOf` makes the application of it. */
export async function openSite({ settings, dataDir, publicDir, log }: ApplicationContext): Promise<Site> {
  const { database: url, publicUrl, pollIntervalMs } = readSettings(settings);
  const assets = loadAssets(embeddedFiles("app/assets"));
  await assets.publish(publicDir);
  const templates = createTemplates({
    files: embeddedFiles("app/templates"),
    globals: { asset: name => assets.url(name ?? "") },
  });
  const database = await openDatabase({ url, dataDir });
  return {
    queries: createQueries({ database, intervalMs: pollIntervalMs }),
    watching: createWatching({ database }),
    database,
    shared: new Snapshot({ database, maxEntries: 10 }),
    visited: new Snapshot({ database, maxEntries: 200 }),
    templates,
    assets,
    publicUrl,
    log,
    now: Date.now,
  };
}
