// `seatstack edge`: the main thread of the edge tier. It serves no client; it starts, feeds and stops those who do.
import { mkdirSync, rmSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { inheritedSockets } from "@seatstack/shared/activation";
import { parseHostPort } from "@seatstack/shared/config/address";
import { loadConfig } from "@seatstack/shared/config/load";
import type { Config } from "@seatstack/shared/config/schema";
import { createLogger } from "@seatstack/shared/logger";
import type { Paths } from "@seatstack/shared/paths";
import type { RunOptions } from "@seatstack/shared/run-options";
import { EdgeTier } from "./edge-tier.ts";
import { loadCertificates } from "./load-certificates.ts";
import { claimPorts, publicListeners } from "./listeners.ts";
import { deriveSettings } from "./settings.ts";
import { onSignals } from "./signals.ts";

/**
 * Runs the edge until it is stopped. Rejects with a SeatstackError (exit 2) for a bad setting, an unusable certificate
 * or a port that cannot be had: then nothing has started.
 */
export async function runEdge(options: RunOptions): Promise<void> {
  const { paths } = options;
  const config = loadConfig(options.source);
  const log = createLogger(config.log.level, { tier: "edge", role: "main" });
  deriveSettings(config);
  makeFolders(paths);
  const certificates = loadCertificates(config, paths.edge.tls);
  const listeners = await claimPorts(publicListeners(config, inheritedSockets()));
  await claimAdmin(config);
  const tier = new EdgeTier({ ...options, config, certificates, listeners, log });
  const release = onSignals(tier, log);
  try {
    await tier.start();
    await tier.stopped;
  } finally {
    release();
    await tier.stop("quick");
  }
}

async function claimAdmin(config: Config): Promise<void> {
  const address = parseHostPort(config.edge.admin);
  if (address !== undefined) await claimPorts([{ secure: false, address }]);
}

/** The edge's own folders; buffers of an earlier run that died before it could unlink them are removed. */
function makeFolders({ edge }: Paths): void {
  mkdirSync(edge.run, { recursive: true, mode: 0o755 });
  mkdirSync(edge.tls, { recursive: true, mode: 0o700 });
  mkdirSync(edge.temp, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(edge.temp)) rmSync(join(edge.temp, name), { force: true, recursive: true });
}
