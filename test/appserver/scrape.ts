// Reads a tier's metrics strictly, and holds every counter to its promise never to go down.
import assert from "node:assert/strict";
import { parseExposition, type Family } from "@seatstack/appserver/arbiter/exposition.fixture";
import { connect, type RawResponse } from "../helpers/http.ts";
import type { Tier } from "./tier.ts";

export class Scraper {
  readonly #tier: Tier;
  readonly #highest = new Map<string, number>();

  constructor(tier: Tier) {
    this.#tier = tier;
  }

  /** One page of the admin server, by default from its Unix socket. */
  async page(target: string, url = `unix:${this.#tier.paths.app.admin}`): Promise<RawResponse> {
    const connection = await connect(url);
    try {
      return await connection.request(target, { host: "localhost" });
    } finally {
      connection.close();
    }
  }

  async scrape(): Promise<Map<string, Family>> {
    const response = await this.page("/metrics");
    assert.equal(response.status, 200);
    const families = parseExposition(response.body.toString("utf8"));
    for (const { type, series } of families.values()) {
      if (type === "gauge") continue;
      for (const { name, labels, value } of series) this.#hold(`${name} ${JSON.stringify(labels)}`, value);
    }
    return families;
  }

  #hold(key: string, value: number): void {
    const before = this.#highest.get(key) ?? 0;
    assert.ok(value >= before, `${key} went down: ${before} to ${value}`);
    this.#highest.set(key, value);
  }
}
