// System (c): `seatstack up` with the benchmark's application in two workers.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DATA_VARIABLE } from "../apps/pages.ts";
import type { Fixtures } from "../fixtures.ts";
import { probe } from "../probe.ts";
import { freePorts } from "../../helpers/ports.ts";
import { waitFor } from "../processes.ts";
import type { System, SystemContext } from "./types.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** From the checkout, with its own state folder; the first answer may take a package installation. */
export async function startSeatstack(context: SystemContext): Promise<System> {
  const dir = join(context.fixtures.dir, "seatstack");
  mkdirSync(dir);
  const [port = 0, tlsPort = 0] = await freePorts(2);
  const config = join(dir, "seatstack.toml");
  writeFileSync(config, seatstackConfig(context.fixtures, { dir, port, tlsPort }));
  const sets = context.sets.flatMap(set => ["--set", set]);
  const args = [join(ROOT, "scripts/run.mjs"), "up", "--dir", join(dir, "state"), "--config", config, ...sets];
  const env = { ...context.env, [DATA_VARIABLE]: context.fixtures.data, NODE_ENV: "production" };
  const started = context.processes.start(process.execPath, args, { name: "seatstack", env });
  await waitFor(started, async () => (await probe(port, "/ok", false)).status === 200, 60_000);
  return {
    id: "c",
    name: "seatstack up",
    settings: [`seatstack: ${WORDS}${context.sets.length > 0 ? `; ${context.sets.join(", ")}` : ""}`],
    pids: [started.pid],
    port,
    tlsPort: context.fixtures.tls === undefined ? undefined : tlsPort,
  };
}

const WORDS =
  "2 async workers, edge.threads auto, access log combined to a file, limits off, default headers; everything else default";

/** The whole seatstack.toml. */
export function seatstackConfig(fixtures: Fixtures, at: { dir: string; port: number; tlsPort: number }): string {
  const tls =
    fixtures.tls === undefined
      ? `[edge.tls]\nmode = "off"`
      : `[edge.tls]\nmode = "files"\ncertificates = [{ cert = "${fixtures.tls.cert}", key = "${fixtures.tls.key}" }]`;
  return `[edge]
http = "127.0.0.1:${at.port}"
https = "${fixtures.tls === undefined ? "" : `127.0.0.1:${at.tlsPort}`}"
redirect = false
admin = ""
static = [{ url = "/static/", root = "${fixtures.static}" }]
${tls}
[edge.limits]
enabled = false
connections = 65535
[app]
module = "${join(import.meta.dirname, "../apps/application.ts")}"
interface = "application"
workers = 2
[log]
level = "warn"
access = "combined"
file = "${join(at.dir, "access.log")}"
`;
}
