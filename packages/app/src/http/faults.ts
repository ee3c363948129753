// What a page refuses, with the status and the sentence that the visitor reads.

/** Thrown by a handler or a parser; answered as a friendly page, never logged as our error. */
export class HttpFault extends Error {
  readonly status: number;
  readonly headers: readonly string[];

  constructor(status: number, message: string, headers: readonly string[] = []) {
    super(message);
    this.name = "HttpFault";
    this.status = status;
    this.headers = headers;
  }
}

/** 404 with a sentence about what is missing. */
export function notFound(message: string): HttpFault {
  return new HttpFault(404, message);
}
