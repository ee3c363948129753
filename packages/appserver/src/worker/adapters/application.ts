// Our own Application contract: light objects, about a microsecond per request.
import type { IncomingBody, Reply } from "@seatstack/shared/link/types";
import type { RequestHead } from "@seatstack/shared/link/protocol";
import type { Logger } from "@seatstack/shared/logger";
import type { AppRequest, AppResponse, Application } from "../../application.ts";
import { answerWhole, asBuffer, beginStream, checkStatus, isBodiless, pump } from "../answer.ts";
import { HeaderList } from "../headers.ts";
import type { LoadedApp } from "../loaded-app.ts";
import { applicationUpgrade } from "./upgrades.ts";

export function applicationApp(app: Application, log: Logger): LoadedApp {
  return {
    ...(app.upgrade && { upgrade: upgrades(app, log) }),
    handle(head, body, reply) {
      const response = app.handle(new LinkRequest(head, body, reply));
      // No promise of ours where the app needed none.
      if (response instanceof Promise) return response.then(settled => answer(settled, head.method, reply));
      return answer(response, head.method, reply);
    },
    async close() {
      await app.close?.();
    },
  };
}

function upgrades(app: Application, log: Logger): NonNullable<LoadedApp["upgrade"]> {
  return (head, body, reply) => {
    const request = new LinkRequest(head, body, reply);
    applicationUpgrade(socket => app.upgrade?.(request, socket, Buffer.alloc(0)), { head, body, reply, log });
  };
}

class LinkRequest implements AppRequest {
  readonly #head: RequestHead;
  readonly #body: IncomingBody;
  readonly #reply: Reply;

  constructor(head: RequestHead, body: IncomingBody, reply: Reply) {
    this.#head = head;
    this.#body = body;
    this.#reply = reply;
  }

  get method(): string {
    return this.#head.method;
  }
  get target(): string {
    return this.#head.target;
  }
  get rawHeaders(): readonly string[] {
    return this.#head.headers;
  }
  get id(): string {
    return this.#head.id;
  }
  get scheme(): "http" | "https" {
    return this.#head.scheme;
  }
  get host(): string {
    return this.#head.host;
  }
  get remoteAddress(): string {
    return this.#head.remoteAddress;
  }
  get signal(): AbortSignal {
    return this.#reply.signal;
  }

  header(name: string): string | undefined {
    const { headers } = this.#head;
    for (let i = 0; i < headers.length; i += 2) if (headers[i] === name) return headers[i + 1];
    return undefined;
  }

  body(): Promise<Buffer> {
    return this.#body.buffer();
  }

  stream(): AsyncIterable<Buffer> {
    return this.#body;
  }
}

function answer(response: AppResponse, method: string, reply: Reply): void | Promise<void> {
  const { status, body } = response;
  checkStatus(status);
  const headers = new HeaderList();
  const flat = response.headers;
  for (let i = 0; i < flat.length; i += 2) headers.add(flat[i] ?? "", flat[i + 1] ?? "");
  if (body === null || typeof body === "string") return answerWhole(method, status, headers, body, reply);
  if (body instanceof Uint8Array) return answerWhole(method, status, headers, asBuffer(body), reply);
  if (isBodiless(method, status)) return discard(body, method, status, headers, reply);
  return pump(body, beginStream(status, headers, reply), reply);
}

/** A stream that nobody may read still gets its chance to clean up. */
async function discard(
  body: AsyncIterable<Uint8Array>,
  method: string,
  status: number,
  headers: HeaderList,
  reply: Reply,
): Promise<void> {
  answerWhole(method, status, headers, null, reply);
  await body[Symbol.asyncIterator]().return?.();
}
