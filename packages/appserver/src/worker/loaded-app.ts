// What every adapter makes of an app: one way in, one way out.
import type { IncomingBody, Reply } from "@seatstack/shared/link/types";
import type { RequestHead } from "@seatstack/shared/link/protocol";

export interface LoadedApp {
  /**
   * Answers on `reply`, at once or later. May throw or reject before anything was sent: the caller answers 500 and logs;
   * after that the stream is reset.
   */
  handle(head: RequestHead, body: IncomingBody, reply: Reply): void | Promise<void>;
  /** After the last request. */
  close(): Promise<void>;
}
