// Where letters go: the one interface of the mail server and the mail folder.
import type { Letter } from "./letter.ts";

/**
 * What a refusal means for the letter and for those behind it.
 * unreachable: the channel itself is down, the others need not be tried now · refused: this letter, perhaps not later ·
 * rejected: this letter, for good.
 */
export type FaultKind = "unreachable" | "refused" | "rejected";

export class ChannelFault extends Error {
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "ChannelFault";
    this.kind = kind;
  }
}

export interface Channel {
  /** Letters in flight at once. */
  readonly concurrency: number;
  /** Longest that `send` can take, milliseconds; a lease must be longer. */
  readonly timeoutMs: number;
  /**
   * Resolves when the channel has accepted the letter; throws `ChannelFault` otherwise. A fault after the letter had
   * left (the connection died before the answer) does not mean that it was not accepted: it is sent again then, with
   * the same Message-ID.
   */
  send(letter: Letter): Promise<void>;
  close(): void;
}
