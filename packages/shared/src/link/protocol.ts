// The link's vocabulary: frames between a router and a worker over a private Unix socket. docs/decisions/002-link.md.

/** Bumped on any change of meaning; a HELLO with another version closes the link. */
export const LINK_VERSION = 2;

/**
 * Frame: u32 payload length, u8 type, u8 flags, u32 stream id (all big endian), then the payload. Stream 0 is the
 * link itself. All frames of one event-loop turn leave in one write.
 */
export const HEADER_BYTES = 10;

/** Largest payload of a BODY frame; larger bodies are several frames. */
export const MAX_BODY_PAYLOAD = 64 * 1024;
/** Largest payload of any frame; a frame that announces more closes the link. */
export const MAX_PAYLOAD = 1024 * 1024;
/** Bytes of BODY that may be under way on a stream, in each direction, before the receiver grants more by WINDOW. */
export const INITIAL_WINDOW = 256 * 1024;

export const FRAME = {
  /** Worker to router, first frame: JSON of Hello. */
  HELLO: 1,
  /** Router to worker: a request's head (RequestHead). END flag: no body follows. START, UPGRADE flags: see there. */
  REQUEST: 2,
  /** Either way: body bytes. END flag: the last of the stream in this direction. */
  BODY: 3,
  /** Worker to router: a response's head (ResponseHead). END flag: no body follows. */
  RESPONSE: 4,
  /** Router to worker: the client is gone or the time is up; payload: reason as text. The worker aborts its signal. */
  CANCEL: 5,
  /** Either way: u32 more bytes the sender may put on this stream. */
  WINDOW: 6,
  /** Worker to router: no free slot or draining; the request was not touched and may go elsewhere. */
  BUSY: 7,
  /** Router to worker: u32 sequence number; answered at once, before any handler runs. */
  PING: 8,
  /** Worker to router: u32 the PING's number, f64 the worker's CLOCK_MONOTONIC in ms, which proves a shared clock. */
  PONG: 9,
  /** Worker to router, stream 0: finish what you have, send nothing new. */
  DRAIN: 10,
  /** Worker to router: the stream failed after it was taken; payload: reason as text. */
  RESET: 11,
  /**
   * Worker to router, for a REQUEST with the START flag (an unsafe method): it is in the kernel's buffer before the
   * handler runs, and only then the worker compares its clock with the request's claim. So a router that has read the
   * socket after the claim ran out, and saw no START, knows that the handler never ran and never will.
   */
  START: 12,
  /** Worker to router, any number before a RESPONSE: the headers of a 103 Early Hints (RFC 8297). */
  HINTS: 13,
} as const;

/** A REQUEST's payload begins with u32 deadline in ms, f64 claim and u32 microseconds queued; then the head as text. */
export const REQUEST_FIXED_BYTES = 16;

export const FLAG_END = 1;
/** On a REQUEST: answer START before the handler runs. */
export const FLAG_START = 2;
/**
 * On a REQUEST, never with END: the client asks to switch protocols (RFC 9110 section 7.8). A RESPONSE of status 101,
 * allowed for such a request only, switches: from then on BODY carries raw bytes both ways, each direction ends by its own
 * END, and the stream is over when both have. Any other status is a plain response to a request without a body.
 */
export const FLAG_UPGRADE = 4;

/** RFC 9110 section 15.2.2. */
export const SWITCHING_PROTOCOLS = 101;

/**
 * Every REQUEST gets exactly one last frame from the worker: END (on RESPONSE or BODY), BUSY or RESET. A CANCELled
 * stream is no exception, so that the router knows when its slot is truly free. A stream that has switched may instead
 * be ended by the router's END after the worker's.
 */
export const RESET_REASON = {
  /** The handler ended a stream that was CANCELled before. */
  cancelled: "cancelled",
  /** The request's deadline passed in the worker: the router answers 504 and does not try again. */
  deadline: "deadline",
} as const;

/** A request as it crosses the link. Every string is latin1, one character a byte, and holds no CR, LF or NUL. */
export interface RequestHead {
  readonly method: string;
  /** Origin form: path and query exactly as received. */
  readonly target: string;
  readonly scheme: "http" | "https";
  readonly host: string;
  /** The real client's address. */
  readonly remoteAddress: string;
  readonly id: string;
  /** Milliseconds that the worker has for it, from its arrival there; 0 is no limit. */
  readonly deadline: number;
  /** Milliseconds, with fractions, that it waited for a slot. The router writes it at each dispatch; a tier says 0. */
  queued: number;
  /**
   * Flat [name, value, …], names in lower case, hop-by-hop headers removed, forwarded headers written. `connection` and
   * `upgrade` are there only where the client asks to switch protocols.
   */
  readonly headers: readonly string[];
}

/** A response as it crosses the link. */
export interface ResponseHead {
  readonly status: number;
  /** Flat [name, value, …], hop-by-hop headers removed. */
  readonly headers: readonly string[];
}

/** First frame of a worker. */
export interface Hello {
  readonly version: number;
  readonly worker: number;
  readonly pid: number;
  readonly generation: number;
  readonly slots: number;
  /** Cell of this link in the worker's notes of what it began (link/work-notes.ts); -1 for none. */
  readonly notes: number;
}
