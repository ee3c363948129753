// The sockets on which an arbiter is asked and told: control, endpoints and admin. Two arbiters that are up at once
// (USR2) have them one after the other.
import { chownSync } from "node:fs";
import type { Config } from "@seatstack/shared/config/schema";
import { serveControl } from "@seatstack/shared/control/server";
import type { Logger } from "@seatstack/shared/logger";
import type { Paths } from "@seatstack/shared/paths";
import { serveAdmin } from "./admin.ts";
import type { Arbiter } from "./arbiter.ts";
import type { Identity } from "./privileges.ts";

export interface ControlsOptions {
  readonly arbiter: Arbiter;
  readonly paths: Paths;
  readonly config: Config;
  readonly log: Logger;
  /** The edge's user reaches the endpoints by the children's group. */
  readonly owner: Identity | undefined;
}

interface Closing {
  close(): Promise<void>;
}

export class Controls {
  readonly #options: ControlsOptions;
  /** Opens and closes one after the other, in the order of the calls. */
  #last: Promise<void> = Promise.resolve();
  #open: readonly Closing[] = [];

  constructor(options: ControlsOptions) {
    this.#options = options;
  }

  /** Takes over the paths. `patient`: another arbiter may still have the address of `app.admin` for a moment. */
  open(patient = false): Promise<void> {
    return this.#then(async () => {
      if (this.#open.length === 0) this.#open = await this.#serve(patient);
    });
  }

  /** Cuts all connections; paths that another arbiter has taken over stay. */
  close(): Promise<void> {
    return this.#then(async () => {
      await Promise.all(this.#open.map(control => control.close()));
      this.#open = [];
    });
  }

  #then(action: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(action, action);
    return this.#last;
  }

  /** Two control sockets, because the edge must be able to follow the endpoints and nothing else: docs/decisions/001. */
  async #serve(patient: boolean): Promise<readonly Closing[]> {
    const { arbiter, config, log, owner, paths } = this.#options;
    const handle: Parameters<typeof serveControl>[0]["handle"] = (request, client) =>
      arbiter.push({ type: "request", request, client });
    const control = await serveControl({ path: paths.app.control, mode: 0o600, log, handle });
    const endpoints = await serveControl({
      path: paths.app.endpoints,
      mode: 0o660,
      log,
      handle,
      operations: ["endpoints"],
    });
    if (owner !== undefined) chownSync(paths.app.endpoints, 0, owner.gid);
    const admin = await serveAdmin(
      { path: paths.app.admin, address: config.app.admin, log, status: () => arbiter.commands.status() },
      patient,
    );
    return [control, endpoints, admin];
  }
}
