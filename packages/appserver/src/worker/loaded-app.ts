// What every adapter makes of an app: one way in, one way out.
import type { IncomingBody, Reply } from "@seatstack/shared/link/types";
import type { RequestHead } from "@seatstack/shared/link/protocol";

type Answer = (head: RequestHead, body: IncomingBody, reply: Reply) => void | Promise<void>;

export interface LoadedApp {
  /**
   * Answers on `reply`, at once or later. May throw or reject before anything was sent: the caller answers 500 and logs;
   * after that the stream is reset.
   */
  readonly handle: Answer;
  /** Likewise, for a request that asks to switch protocols. Without it such a request is handled as any other. */
  readonly upgrade?: Answer;
  /** After the last request. */
  close(): Promise<void>;
}
