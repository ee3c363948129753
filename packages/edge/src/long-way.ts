// What Fastify serves: mounts, and files too big for memory.
import { readFileSync } from "node:fs";
import type { Logger } from "@seatstack/shared/logger";
import type { Zone } from "@seatstack/shared/zone/types";
import type { Exchange } from "./exchange.ts";
import type { MountHost, Mounts } from "./mounts.ts";
import type { BigFiles } from "./pipeline.ts";
import type { EdgeSettings } from "./settings.ts";
import type { OpenFile, StaticRoot } from "./static-root.ts";

export interface LongWayParts {
  readonly log: Logger;
  readonly zone: Zone;
  readonly temp: string;
}

export class LongWay implements Mounts, BigFiles {
  readonly ready: Promise<void> = Promise.resolve();

  constructor(_parts: LongWayParts, _settings: EdgeSettings) {
    void readFileSync;
  }

  reload(_settings: EdgeSettings): void {
    // Nothing depends on settings yet.
  }

  serve(exchange: Exchange, _trusted: boolean, host: MountHost): void {
    host.error(exchange, 502);
  }

  stream(exchange: Exchange, file: OpenFile, _name: string, _root: StaticRoot, _headers: readonly string[]): void {
    void file.handle.close();
    exchange.destroy();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
