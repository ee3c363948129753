// A request body that can be sent more than once, so that a router may try another worker.

export interface RequestBody {
  /** Bytes; known, because the body arrived whole. */
  readonly length: number;
  /** The bytes from the start, each time it is called. Throws when the temporary file cannot be read. */
  open(): Iterable<Buffer> | AsyncIterable<Buffer>;
}
