// The front's settings as its pipeline wants them: parsed once, so that a request only compares numbers.
import type { BodyLimits } from "@seatstack/shared/buffer/body-buffer";
import type { SpoolOptions } from "@seatstack/shared/buffer/spool";
import type { TempFolder } from "@seatstack/shared/buffer/temp-folder";
import type { Config } from "@seatstack/shared/config/schema";
import { addressSet, type AddressSet } from "@seatstack/shared/http/address-set";
import type { EngineTimeouts } from "@seatstack/shared/http/engine";
import type { HeadRules } from "@seatstack/shared/http/read-head";

export interface FrontSettings {
  readonly config: Config;
  /** Peers whose forwarding headers are believed. */
  readonly trusted: AddressSet;
  /** Peers that may send a PROXY protocol header. */
  readonly proxies: AddressSet;
  readonly directRules: HeadRules;
  readonly proxiedRules: HeadRules;
  /** Largest head as a whole, bytes. */
  readonly headBytes: number;
  readonly body: BodyLimits;
  readonly spool: SpoolOptions;
  readonly timeouts: EngineTimeouts;
  /** What a worker has for a request, ms. */
  readonly deadline: number;
}

/** What 0 stands for; gunicorn's MAX_REQUEST_LINE and DEFAULT_MAX_HEADERFIELD_SIZE. Bytes. */
const MOST_LINE = 8190;
const MOST_FIELD = 65_536;
/** A head waits in memory until it is whole: 100 fields of 8190 bytes each are what the limits allow, and nobody sends. */
const MOST_HEAD = 512 * 1024;
const LEAST_HEAD = 64 * 1024;

/** `temp` is the folder of buffers on disk. Throws a SeatstackError (exit 2) for what the schema cannot check. */
export function frontSettings(config: Config, temp: TempFolder): FrontSettings {
  const { app, edge } = config;
  const rules = headRules(app);
  const head = rules.line + rules.fields * rules.fieldSize;
  return {
    config,
    trusted: addressSet(app.forwarded_allow_ips, "app.forwarded_allow_ips"),
    proxies: addressSet(app.proxy_allow_ips, "app.proxy_allow_ips"),
    directRules: rules,
    proxiedRules: { ...rules, proxied: true },
    headBytes: Math.min(MOST_HEAD, Math.max(LEAST_HEAD, head)),
    // How long a client may be silent and how much memory it costs does not depend on the tier that it talks to.
    body: {
      max: app.limit_request_body,
      memory: edge.buffers.client_body_buffer_size,
      temp,
      timeout: edge.timeouts.client_body,
    },
    spool: { memory: edge.buffers.proxy_buffer_size, temp },
    timeouts: {
      clientHeader: edge.timeouts.client_header,
      send: edge.timeouts.send,
      keepalive: app.keepalive,
      handshake: edge.timeouts.handshake,
    },
    deadline: app.timeout,
  };
}

function headRules(app: Config["app"]): HeadRules {
  return {
    line: app.limit_request_line || MOST_LINE,
    fields: app.limit_request_fields,
    fieldSize: app.limit_request_field_size || MOST_FIELD,
    proxied: false,
    authorityWins: true,
  };
}
