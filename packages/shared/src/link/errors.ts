// What can go wrong on a link. Always the other side's or a handler's doing, never the client's; never leaves the machine.
import { SeatstackError } from "../errors.ts";

export type LinkErrorCode =
  /** A head that cannot cross the link: CR, LF, NUL, a character above U+00FF, or too long. Nothing was sent. */
  | "LINK_BAD_HEAD"
  /** The peer sent what the protocol does not allow. The link is closed. */
  | "LINK_PROTOCOL"
  /** The peer speaks another LINK_VERSION. The link is closed. */
  | "LINK_VERSION"
  /** The request was cancelled or its link lost while its body was awaited. */
  | "LINK_CANCELLED";

export class LinkError extends SeatstackError {
  constructor(code: LinkErrorCode, message: string) {
    super(code, message);
    this.name = "LinkError";
  }
}

/** The peer broke the protocol: what it sent, and why that is wrong. */
export function protocolError(message: string): LinkError {
  return new LinkError("LINK_PROTOCOL", message);
}
