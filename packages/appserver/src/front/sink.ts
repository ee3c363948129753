// Passes a worker's response on to the client as it arrives, at the client's pace.
import type { ServerResponse } from "node:http";
import type { ResponseHead } from "@seatstack/shared/link/protocol";
import type { Dispatch, DispatchFailure, ResponseSink } from "@seatstack/shared/router/types";
import { answerError } from "./errors.ts";

const STATUS = {
  "queue-full": 503,
  "queue-timeout": 503,
  "worker-lost": 502,
  "upstream-timeout": 504,
} as const satisfies Record<Exclude<DispatchFailure, "cut-short">, number>;

export class ClientSink implements ResponseSink {
  readonly #response: ServerResponse;
  dispatch: Dispatch | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.once("close", () => {
      if (!response.writableFinished) this.dispatch?.cancel("client gone");
    });
  }

  onHead(head: ResponseHead): void {
    this.#response.writeHead(head.status, head.headers as string[]);
  }

  onBody(chunk: Buffer): void {
    // The callback comes when the chunk is in the kernel: only then may the worker send as much again.
    this.#response.write(chunk, () => this.dispatch?.grant(chunk.length));
  }

  onEnd(): void {
    this.#response.end();
  }

  onFailure(failure: DispatchFailure): void {
    // Never a clean end: the client must notice that a part is missing.
    if (failure === "cut-short" || this.#response.headersSent) this.#response.destroy();
    else answerError(this.#response, STATUS[failure]);
  }
}
