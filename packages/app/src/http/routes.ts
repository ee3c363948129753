// From a method and a path to its handler, with HEAD by GET, OPTIONS, and 404 and 405 told apart.
import findMyWay, { type HTTPMethod, type Instance, type HTTPVersion } from "find-my-way";
import type { AppRequest, AppResponse } from "@seatstack/appserver/application";
import { CACHE, redirect, withoutBody } from "./answers.ts";
import { HttpFault } from "./faults.ts";

/** One request on its way to its handler. */
export interface Call {
  readonly request: AppRequest;
  /** Decoded path parameters. */
  readonly params: Readonly<Record<string, string | undefined>>;
  /** Raw query string without its question mark. */
  readonly query: string;
}

export type Handler = (call: Call) => AppResponse | Promise<AppResponse>;
type Method = "GET" | "POST";

const METHODS: readonly Method[] = ["GET", "POST"];
const EMPTY: Readonly<Record<string, string>> = {};

/** The table of an application's addresses. */
export class Routes {
  readonly #tree: Instance<HTTPVersion.V1> = findMyWay({ maxParamLength: 200, querystringParser: () => EMPTY });

  get(path: string, handler: Handler): void {
    this.#add("GET", path, handler);
  }

  post(path: string, handler: Handler): void {
    this.#add("POST", path, handler);
  }

  /** Throws `HttpFault` 400, 404 or 405; whatever a handler throws passes through. */
  dispatch(request: AppRequest): AppResponse | Promise<AppResponse> {
    const { method, target } = request;
    const mark = target.indexOf("?");
    const path = mark === -1 ? target : target.slice(0, mark);
    const query = mark === -1 ? "" : target.slice(mark + 1);
    const found = this.#tree.find((method === "HEAD" ? "GET" : method) as HTTPMethod, path);
    if (found === null) return this.#miss(method, path, target.slice(path.length));
    const call: Call = { request, params: found.params, query };
    const answer = (found.store as Handler)(call);
    if (method !== "HEAD") return answer;
    return answer instanceof Promise ? answer.then(withoutBody) : withoutBody(answer);
  }

  #add(method: Method, path: string, handler: Handler): void {
    this.#tree.on(method, path, unused, handler);
  }

  #miss(method: string, path: string, rest: string): AppResponse {
    const allowed = this.#allowed(path);
    if (allowed.length > 0) {
      const allow = ["allow", allowed.join(", ")];
      if (method === "OPTIONS") return { status: 204, headers: [...allow, "cache-control", CACHE.private], body: null };
      throw new HttpFault(405, "This address cannot be used that way.", allow);
    }
    if (isUnreadable(path)) throw new HttpFault(400, "That address is not written correctly.");
    const trimmed = path.slice(0, -1);
    const isSlashed =
      path.length > 1 && path.endsWith("/") && !path.startsWith("//") && (method === "GET" || method === "HEAD");
    if (isSlashed && this.#allowed(trimmed).includes("GET")) return redirect(308, trimmed + rest);
    throw new HttpFault(404, "There is no page at this address.");
  }

  /** What `Allow` says of a path; empty where nothing lives. */
  #allowed(path: string): string[] {
    const found = METHODS.filter(method => this.#tree.find(method, path) !== null);
    if (found.length === 0) return [];
    return found.flatMap(method => (method === "GET" ? ["GET", "HEAD"] : [method])).concat("OPTIONS");
  }
}

/** find-my-way wants a function of its own kind; ours travels beside it. */
function unused(): void {}

function isUnreadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return false;
  } catch {
    return true;
  }
}
