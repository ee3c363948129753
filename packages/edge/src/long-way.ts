// What Fastify serves: mounts, and files too big for memory.
import type { Exchange } from "./exchange.ts";
import { BigFileServer, type BigFileHost } from "./big-files.ts";
import type { MountHost } from "./mounts.ts";
import { MountServer } from "./mount-server.ts";
import type { EdgeSettings } from "./settings.ts";
import type { OpenFile, StaticRoot } from "./static-root.ts";

export class LongWay {
  readonly #files = new BigFileServer();
  readonly #retired = new Set<MountServer>();
  #mounts: MountServer;
  ready: Promise<unknown>;

  constructor(settings: EdgeSettings) {
    this.#mounts = new MountServer(settings);
    this.ready = Promise.all([this.#files.ready, this.#mounts.ready]);
  }

  /** Fastify's routes cannot change, so a new server takes over when it is ready; the old one finishes what it has. */
  reload(settings: EdgeSettings): void {
    this.ready = this.#replace(new MountServer(settings));
  }

  async #replace(next: MountServer): Promise<void> {
    await next.ready;
    this.#retired.add(this.#mounts);
    this.#mounts = next;
  }

  serveMount(exchange: Exchange, host: MountHost): void {
    this.#mounts.serve(exchange, host);
  }

  streamFile(
    exchange: Exchange,
    file: OpenFile,
    name: string,
    root: StaticRoot,
    common: readonly string[],
    host: BigFileHost,
  ): void {
    this.#files.stream(exchange, file, name, root, common, host);
  }

  async close(): Promise<void> {
    await this.#files.close();
    await Promise.all([this.#mounts, ...this.#retired].map(server => server.close()));
  }
}
