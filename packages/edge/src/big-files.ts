// Files too big for memory, streamed by @fastify/static from a descriptor that is open and checked already.
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { exchangeOf } from "./carrier.ts";
import { evaluate, parseRange, rangeApplies } from "./conditional.ts";
import { contentTypeOf } from "./content-types.ts";
import { detachedFastify, serveBy } from "./detached-fastify.ts";
import type { Exchange } from "@seatstack/shared/http/exchange";
import { cacheControl } from "./hot-file.ts";
import { conditionsOf } from "./static-files.ts";
import type { OpenFile, StaticRoot } from "./static-root.ts";

/** What streaming a file needs of the pipeline. */
export interface BigFileHost {
  answerFile(exchange: Exchange, status: number, headers: readonly string[], body: Buffer | undefined): void;
  error(exchange: Exchange, status: number, extra?: readonly string[]): void;
  done(exchange: Exchange): void;
}

/** A checked descriptor has no path that could be swapped under us; Linux gives it this one. */
const DESCRIPTORS = "/proc/self/fd";

/** Conditions and ranges are decided here, with a strong ETag; @fastify/send would use a weak one of its own. */
const DECIDED = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range"];

interface Job {
  readonly file: OpenFile;
  readonly headers: Readonly<Record<string, string>>;
}

export class BigFileServer {
  readonly #app: FastifyInstance = detachedFastify();
  readonly #jobs = new WeakMap<Exchange, Job>();
  readonly ready: Promise<unknown>;

  constructor() {
    this.#app.register(fastifyStatic, {
      root: DESCRIPTORS,
      serve: false,
      dotfiles: "deny",
      index: false,
      etag: false,
      lastModified: false,
      cacheControl: false,
      contentType: false,
    });
    this.#app.route({
      method: ["GET", "HEAD"],
      url: "*",
      handler: (request, reply) => {
        const exchange = exchangeOf(request.raw);
        const job = this.#jobs.get(exchange);
        if (job === undefined) return reply.code(500).send();
        // The response is ours from the first header on: Fastify must not add its own.
        return reply.headers(job.headers).sendFile(String(job.file.handle.fd), DESCRIPTORS);
      },
    });
    this.#app.setErrorHandler((_error, _request, reply) => reply.raw.destroy());
    this.ready = Promise.resolve(this.#app.ready());
  }

  /** Answers with the file and closes its handle. `common` are the headers of every response. */
  stream(
    exchange: Exchange,
    file: OpenFile,
    name: string,
    root: StaticRoot,
    common: readonly string[],
    host: BigFileHost,
  ): void {
    const close = () => void file.handle.close().catch(() => undefined);
    const { size, mtimeMs } = file.stats;
    // nginx's ETag: modification time and size.
    const etag = `"${Math.floor(mtimeMs).toString(16)}-${size.toString(16)}"`;
    const lastModified = new Date(Math.floor(mtimeMs / 1000) * 1000).toUTCString();
    const validators = ["etag", etag, "last-modified", lastModified, "cache-control", cacheControl(root.immutable)];
    const verdict = evaluate(conditionsOf(exchange), { etag, lastModified });
    const range = exchange.header("range");
    const applies = range !== undefined && rangeApplies(exchange.header("if-range"), { etag, lastModified });
    const parsed = applies && exchange.method === "GET" ? parseRange(range, size) : "ignore";
    if (verdict === 200 && parsed !== "unsatisfiable") {
      const length = parsed === "ignore" ? size : parsed.end - parsed.start + 1;
      exchange.bytesSent = exchange.method === "HEAD" ? 0 : length;
      const flat = [...common, ...validators, "content-type", contentTypeOf(name)];
      this.#serve(exchange, { file, headers: pairs(flat) }, parsed !== "ignore", () => {
        close();
        host.done(exchange);
      });
      return;
    }
    close();
    if (verdict === 304) host.answerFile(exchange, 304, validators, undefined);
    else if (verdict === 412) host.error(exchange, 412);
    else host.error(exchange, 416, ["content-range", `bytes */${size}`]);
  }

  #serve(exchange: Exchange, job: Job, ranged: boolean, onClose: () => void): void {
    this.#jobs.set(exchange, job);
    const { headers } = exchange.toNode().request;
    for (const name of DECIDED) delete headers[name];
    if (!ranged) delete headers.range;
    serveBy(this.#app, exchange, onClose);
  }

  close(): Promise<void> {
    return this.#app.close();
  }
}

function pairs(flat: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i < flat.length; i += 2) headers[flat[i] ?? ""] = flat[i + 1] ?? "";
  return headers;
}
