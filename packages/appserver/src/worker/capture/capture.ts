// An app that calls listen() itself: no port is opened, and the server it called it on becomes the app.
//
// As Phusion Passenger does. The replacement stays for the life of the process, because many apps listen only after
// their database answered, and a port that every worker opens would end all workers but one.
import { Server as HttpServer } from "node:http";
import { Server as NetServer } from "node:net";
import { EXIT, SeatstackError } from "@seatstack/shared/errors";
import { addressOf, type ListenArguments } from "./address.ts";
import { refuseForks } from "./forks.ts";
import { standIn } from "./stand-in.ts";

export interface ListenCapture {
  /** The first HTTP server that was told to listen. */
  readonly server: HttpServer | undefined;
  /** Resolves with `server`. */
  readonly captured: Promise<HttpServer>;
  /** Never resolves; rejects with APP_LOAD when the app wants a server that cannot be one of ours. */
  readonly refused: Promise<never>;
  /** `listener` is called for each further server that stays closed, those before now included, with its port or path. */
  onIgnored(listener: (where: string) => void): void;
  /** For tests: puts Node's own listen back. */
  release(): void;
}

let current: Capture | undefined;

/** From now on listen() on an HTTP server is ours, and cluster.fork() refused; other servers (net, tls) listen as ever. */
export function captureListening(): ListenCapture {
  current ??= new Capture();
  return current;
}

class Capture implements ListenCapture {
  readonly #found = Promise.withResolvers<HttpServer>();
  readonly #refusal = Promise.withResolvers<never>();
  readonly #original = Object.getOwnPropertyDescriptor(NetServer.prototype, "listen") ?? {};
  server: HttpServer | undefined;
  readonly #ignored: string[] = [];
  #listener: ((where: string) => void) | undefined;
  #where = "";
  readonly #allowForks: () => void;

  constructor() {
    const { value: original } = this.#original as { value: typeof NetServer.prototype.listen };
    const take = (server: NetServer, args: ListenArguments): boolean => this.#take(server, args);
    // What nobody waits for must not end the process.
    this.refused.catch(() => undefined);
    const listen = function listen(this: NetServer, ...args: never[]): NetServer {
      return take(this, args) ? this : (Reflect.apply(original, this, args) as NetServer);
    };
    Object.defineProperty(NetServer.prototype, "listen", { ...this.#original, value: listen });
    this.#allowForks = refuseForks(error => this.#refusal.reject(error));
  }

  get captured(): Promise<HttpServer> {
    return this.#found.promise;
  }

  get refused(): Promise<never> {
    return this.#refusal.promise;
  }

  onIgnored(listener: (where: string) => void): void {
    this.#listener = listener;
    for (const where of this.#ignored) listener(where);
  }

  release(): void {
    Object.defineProperty(NetServer.prototype, "listen", this.#original);
    this.#allowForks();
    current = undefined;
  }

  /** Whether the server is kept from listening. */
  #take(server: NetServer, args: ListenArguments): boolean {
    const kind = kindOf(server);
    if (kind === "other") return false;
    if (kind === "http") this.#takeHttp(server as HttpServer, args);
    else this.#refusal.reject(refusal(kind));
    return true;
  }

  #takeHttp(server: HttpServer, args: ListenArguments): void {
    const address = addressOf(args);
    const where = typeof address === "string" ? address : String(address.port);
    standIn(server, args, address);
    if (this.server === undefined) {
      this.server = server;
      this.#where = where;
      this.#found.resolve(server);
      // A framework may open one server per address of localhost, all for the same port.
    } else if (where !== this.#where) {
      this.#ignored.push(where);
      this.#listener?.(where);
    }
  }
}

/** By what they have, not by their classes: to load node:tls and node:http2 for a comparison would cost every worker. */
function kindOf(server: NetServer): "http" | "https" | "http2" | "other" {
  if (server instanceof HttpServer) return "http";
  if (/^Http2(Secure)?Server$/.test(server.constructor.name)) return "http2";
  return "addContext" in server && "headersTimeout" in server ? "https" : "other";
}

/** Whether it is a server that speaks HTTP, but one that cannot run here. */
export function refusedServer(value: object): SeatstackError | undefined {
  const kind = value instanceof NetServer ? kindOf(value) : "other";
  return kind === "https" || kind === "http2" ? refusal(kind) : undefined;
}

function refusal(kind: "https" | "http2"): SeatstackError {
  return new SeatstackError("APP_LOAD", `the app makes its own server with node:${kind}, which cannot run here`, {
    fix: "The edge does TLS and HTTP/2 (edge.tls): use node:http's createServer in the app, or export its request handler.",
    exitCode: EXIT.appLoad,
  });
}
