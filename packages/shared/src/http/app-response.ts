// Takes a worker's response as fast as it comes and gives it to the client as fast as that takes it.
import type { Dispatch, DispatchFailure, DispatchTiming, ResponseSink } from "../router/types.ts";
import type { ResponseHead } from "../link/protocol.ts";
import type { Exchange, ResponseWatcher } from "./exchange.ts";
import { NO_HEADERS, type HeaderBlock } from "./header-block.ts";
import { MAX_SPOOLED, Spool, type SpoolOptions } from "../buffer/spool.ts";

/** An app's headers as the client may get them, and what one look over them finds out. */
export interface ClientHeaders {
  /** Flat; without Content-Length. */
  headers: string[];
  /** Headers that the tier adds. */
  common: HeaderBlock;
  /** As the app says it; -1 where it does not. */
  contentLength: number;
  /** It must not wait: an event stream, say. */
  unbuffered: boolean;
  /** HTTP cannot say them. */
  invalid: boolean;
}

/** What a response needs of the pipeline. */
export interface AppResponseHost {
  readonly spool: SpoolOptions;
  /** The result may be one object, used for every call. */
  prepare(exchange: Exchange, headers: readonly string[]): ClientHeaders;
  /** Answers with an error page; nothing was sent yet. */
  fail(exchange: Exchange, failure: DispatchFailure | "bad-response"): void;
  /** The exchange is over, whole or cut. */
  done(exchange: Exchange): void;
}

export class AppResponse implements ResponseSink, ResponseWatcher {
  readonly #exchange: Exchange;
  readonly #host: AppResponseHost;
  #dispatch: Dispatch | undefined;
  #status = 0;
  #headers: string[] = [];
  #common: HeaderBlock = NO_HEADERS;
  /** Declared length of the body still to come; -1 unknown. */
  #expected = -1;
  #unbuffered = false;
  #headSent = false;
  #first: Buffer | undefined;
  #spool: Spool | undefined;
  #blocked = false;
  #fetching = false;
  #ended = false;
  #over = false;
  /** Bytes that an unbuffered response's worker may send once the client has taken what it has. */
  #owed = 0;

  constructor(exchange: Exchange, host: AppResponseHost) {
    this.#exchange = exchange;
    this.#host = host;
    exchange.watcher = this;
  }

  set dispatch(dispatch: Dispatch) {
    this.#dispatch = dispatch;
  }

  onHead(head: ResponseHead, timing: DispatchTiming): void {
    if (this.#over) return;
    const exchange = this.#exchange;
    exchange.timing = timing;
    this.#status = head.status;
    const found = this.#host.prepare(exchange, head.headers);
    this.#headers = found.headers;
    this.#common = found.common;
    // A final status is 200 to 599 (RFC 9110 section 15); anything else would be framed differently by each client.
    if (found.invalid || head.status < 200 || head.status > 599) return this.#refuse();
    this.#unbuffered = found.unbuffered;
    const bodiless = exchange.method === "HEAD" || head.status === 204 || head.status === 304;
    if (head.status !== 204 && found.contentLength >= 0 && (exchange.method === "HEAD" || head.status !== 304)) {
      this.#headers.push("content-length", String(found.contentLength));
    }
    this.#expected = bodiless ? 0 : found.contentLength;
    deferred.add(this);
  }

  /** Link is what hints are for; nothing else of the app's leaves before its response's head. */
  onHints(headers: readonly string[]): void {
    if (this.#over || this.#headSent) return;
    const links: string[] = [];
    for (let i = 0; i < headers.length; i += 2) if (headers[i] === "link") links.push(headers[i + 1] ?? "");
    if (links.length > 0) this.#exchange.hint(links);
  }

  onBody(chunk: Buffer): void {
    if (this.#over) return;
    const exchange = this.#exchange;
    if (exchange.method === "HEAD" || this.#status === 204 || this.#status === 304) return this.#grant(chunk.length);
    if (this.#expected >= 0) {
      this.#expected -= chunk.length;
      if (this.#expected < 0) return this.#cut("response longer than its content-length");
    }
    // The first part waits for the end of the turn: most responses are whole by then and leave in one write.
    if (!this.#headSent && this.#first === undefined) {
      this.#first = chunk;
      return;
    }
    this.flush();
    this.#push(chunk);
  }

  onEnd(): void {
    if (this.#over) return;
    if (this.#expected > 0) return this.#cut("response shorter than its content-length");
    this.#ended = true;
    if (!this.#headSent) this.#sendWhole();
    else this.#pump();
  }

  onFailure(failure: DispatchFailure, timing: DispatchTiming): void {
    if (this.#over) return;
    this.#exchange.timing = timing;
    if (this.#headSent) return this.#cut(undefined);
    this.#close();
    this.#host.fail(this.#exchange, failure);
  }

  onDrain(): void {
    this.#blocked = false;
    this.#pump();
  }

  onAbort(): void {
    this.#dispatch?.cancel("client gone");
    this.#exchange.status ||= 499;
    this.#close();
    this.#host.done(this.#exchange);
  }

  /** Sends the head and what there is of the body. */
  flush(): void {
    if (this.#headSent || this.#over) return;
    this.#headSent = true;
    const first = this.#first;
    this.#first = undefined;
    this.#exchange.writeHead(this.#status, this.#headers, this.#common, first === undefined);
    if (first !== undefined) this.#push(first);
  }

  #sendWhole(): void {
    const body = this.#first;
    // Its length is known now, even if the app did not say it.
    const bodiless = this.#exchange.method === "HEAD" || this.#status === 204 || this.#status === 304;
    if (this.#expected < 0 && !bodiless) this.#headers.push("content-length", String(body?.length ?? 0));
    this.#close();
    this.#exchange.send(this.#status, this.#headers, this.#common, body);
    this.#host.done(this.#exchange);
  }

  #push(chunk: Buffer): void {
    if (!this.#blocked && this.#spool === undefined) {
      this.#write(chunk);
      if (this.#blocked && this.#unbuffered) this.#owed += chunk.length;
      else this.#grant(chunk.length);
      return;
    }
    this.#spool ??= new Spool(this.#host.spool, () => this.#cut("no room to buffer a response"));
    const spool = this.#spool;
    spool.push(chunk, bytes => {
      if (this.#unbuffered || spool.waiting > MAX_SPOOLED) this.#owed += bytes;
      else this.#grant(bytes);
      this.#pump();
    });
  }

  #write(chunk: Buffer): void {
    if (!this.#exchange.write(chunk)) this.#blocked = true;
  }

  #pump(): void {
    const spool = this.#spool;
    while (!this.#blocked && !this.#over) {
      const chunk = spool?.take();
      if (chunk === undefined) break;
      this.#write(chunk);
    }
    if (this.#blocked || this.#over) return;
    if (spool !== undefined && spool.waiting > 0) return this.#fetch(spool);
    if (this.#owed > 0) {
      const owed = this.#owed;
      this.#owed = 0;
      this.#grant(owed);
    }
    if (!this.#ended) return;
    this.#close();
    this.#exchange.end();
    this.#host.done(this.#exchange);
  }

  #fetch(spool: Spool): void {
    if (this.#fetching) return;
    this.#fetching = true;
    void this.#writeNext(spool);
  }

  async #writeNext(spool: Spool): Promise<void> {
    let chunk: Buffer;
    try {
      chunk = await spool.fetch();
    } catch {
      return this.#cut("a buffered response cannot be read back");
    }
    this.#fetching = false;
    if (this.#over || chunk.length === 0) return;
    this.#write(chunk);
    this.#pump();
  }

  #grant(bytes: number): void {
    if (!this.#ended) this.#dispatch?.grant(bytes);
  }

  #refuse(): void {
    this.#dispatch?.cancel("invalid response");
    this.#close();
    this.#host.fail(this.#exchange, "bad-response");
  }

  /** Never a clean end: the client must see that something is missing. Where it has seen nothing yet, it is told so. */
  #cut(cancelReason: string | undefined): void {
    if (this.#over) return;
    if (cancelReason !== undefined) this.#dispatch?.cancel(cancelReason);
    if (!this.#headSent) {
      this.#close();
      return this.#host.fail(this.#exchange, "cut-short");
    }
    this.#close();
    this.#exchange.status ||= this.#status;
    this.#exchange.destroy();
    this.#host.done(this.#exchange);
  }

  #close(): void {
    this.#over = true;
    this.#spool?.close();
  }
}

/** Responses whose head came and whose end did not, in this turn of the event loop. */
class Deferred {
  #responses: AppResponse[] = [];
  #scheduled = false;

  add(response: AppResponse): void {
    this.#responses.push(response);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#flush);
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    const responses = this.#responses;
    this.#responses = [];
    for (const response of responses) response.flush();
  };
}

const deferred = new Deferred();
