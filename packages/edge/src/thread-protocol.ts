// What the edge's main thread and its edge threads tell each other.
import type { Config } from "@seatstack/shared/config/schema";
import type { Endpoint } from "@seatstack/shared/endpoints";
import type { CertificateSet } from "./certificates.ts";
import type { Listener } from "./connections.ts";

/** Handed to a thread when it starts. */
export interface ThreadBoot {
  /** From 1; its place in the zone. */
  readonly thread: number;
  readonly config: Config;
  readonly zone: SharedArrayBuffer;
  readonly listeners: readonly Listener[];
  readonly certificates: CertificateSet | undefined;
  /** 48 bytes; the same for every thread, so that a TLS session resumes on any. */
  readonly ticketKeys: Uint8Array;
  readonly temp: string;
  readonly publicFolder: string;
  readonly endpoints: readonly Endpoint[];
}

export type ToThread =
  | { readonly type: "endpoints"; readonly endpoints: readonly Endpoint[] }
  | { readonly type: "reload"; readonly config: Config; readonly certificates: CertificateSet | undefined }
  | { readonly type: "reopen" }
  /** `timeout` ms for what is open; 0 cuts at once. */
  | { readonly type: "stop"; readonly timeout: number };

export type FromThread = { readonly type: "listening" } | { readonly type: "stopped" };
