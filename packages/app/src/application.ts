// The seat tracker as an application: what a worker opens for it, and closes after it.
import type { Application, ApplicationContext } from "@seatstack/appserver/application";
import { embeddedFiles } from "@seatstack/shared/embedded";
import { loadAssets } from "./assets.ts";
import { openDatabase } from "./db/open.ts";
import { firstReading } from "./first-reading.ts";
import { applicationOf } from "./pages/addresses.ts";
import type { Site } from "./pages/site.ts";
import { siteUrlFor } from "./pages/urls.ts";
import { createQueries } from "./queries.ts";
import { readSettings } from "./settings.ts";
import { Snapshot } from "./snapshot.ts";
import { createTemplates } from "./templates.ts";
import { createWatching } from "./watching.ts";

/** Opens (and migrates) the database, publishes the assets, compiles the templates, and has something to show. */
export async function createApplication(context: ApplicationContext): Promise<Application> {
  const site = await openSite(context);
  await firstReading({ database: site.database, settings: readSettings(context.settings), log: context.log });
  return applicationOf(site);
}

/** What every page is made of; `applicationOf` makes the application of it. */
export async function openSite({ settings, dataDir, publicDir, log }: ApplicationContext): Promise<Site> {
  const known = readSettings(settings);
  const assets = loadAssets(embeddedFiles("app/assets"));
  await assets.publish(publicDir);
  const templates = createTemplates({
    files: embeddedFiles("app/templates"),
    globals: { url_for: siteUrlFor(assets) },
  });
  const database = await openDatabase({ url: known.database, dataDir });
  return {
    queries: createQueries({ database, intervalMs: known.pollIntervalMs }),
    watching: createWatching({ database }),
    database,
    shared: new Snapshot({ database, maxEntries: 10 }),
    visited: new Snapshot({ database, maxEntries: 200 }),
    templates,
    assets,
    publicUrl: known.publicUrl,
    log,
    now: Date.now,
  };
}
