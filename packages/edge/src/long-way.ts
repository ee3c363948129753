// What Fastify serves: mounts, and files too big for memory. Loaded where it is needed: most edges never do.
import type { BigFileHost, BigFileServer } from "./big-files.ts";
import type { Exchange } from "@seatstack/shared/http/exchange";
import type { MountServer } from "./mount-server.ts";
import type { MountHost } from "./mounts.ts";
import type { EdgeSettings } from "./settings.ts";
import type { OpenFile, StaticRoot } from "./static-root.ts";

export class LongWay {
  readonly #retired = new Set<MountServer>();
  #files: Promise<BigFileServer> | undefined;
  #mounts: MountServer | undefined;
  /** Resolves when the mounts of the settings are served. */
  ready: Promise<void>;

  constructor(settings: EdgeSettings) {
    this.ready = this.#serveMountsOf(settings);
  }

  /** Fastify's routes cannot change, so a new server takes over when it is ready; the old one finishes what it has. */
  reload(settings: EdgeSettings): void {
    const before = this.ready;
    this.ready = before.then(() => this.#serveMountsOf(settings));
  }

  async #serveMountsOf(settings: EdgeSettings): Promise<void> {
    let next: MountServer | undefined;
    if (settings.mounts.length > 0) {
      const { MountServer } = await import("./mount-server.ts");
      next = new MountServer(settings);
      await next.ready;
    }
    if (this.#mounts !== undefined) this.#retired.add(this.#mounts);
    this.#mounts = next;
  }

  serveMount(exchange: Exchange, host: MountHost): void {
    if (this.#mounts !== undefined) this.#mounts.serve(exchange, host);
    // A mount that a reload has just brought.
    else void this.ready.then(() => this.#mounts?.serve(exchange, host));
  }

  async streamFile(
    exchange: Exchange,
    file: OpenFile,
    name: string,
    root: StaticRoot,
    common: readonly string[],
    host: BigFileHost,
  ): Promise<void> {
    this.#files ??= startBigFiles();
    const server = await this.#files;
    if (exchange.finished) await file.handle.close();
    else server.stream(exchange, file, name, root, common, host);
  }

  async close(): Promise<void> {
    await (await this.#files)?.close();
    for (const server of [this.#mounts, ...this.#retired]) await server?.close();
  }
}

async function startBigFiles(): Promise<BigFileServer> {
  const { BigFileServer } = await import("./big-files.ts");
  const server = new BigFileServer();
  await server.ready;
  return server;
}
