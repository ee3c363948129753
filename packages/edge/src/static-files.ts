// Files that the edge serves itself: small ones from memory, big ones streamed the long way.
import type { Config } from "@seatstack/shared/config/schema";
import { codingFor } from "./accept-encoding.ts";
import { evaluate, parseRange, rangeApplies, type Conditions } from "./conditional.ts";
import type { Exchange } from "@seatstack/shared/http/exchange";
import { loadHotFile, type HotFile, type Variant } from "./hot-file.ts";
import { isServable, openBelow, type OpenFile, type StaticRoot } from "./static-root.ts";
import { pathOf } from "./target.ts";

/** Bytes. Larger files are not kept in memory. */
export const HOT_FILE = 256 * 1024;
const HOT_TOTAL = 32 * 1024 * 1024;
/** How long a file in memory is believed to be what is on disk, ms. */
const FRESH = 1000;

/** What the file service needs of the pipeline. */
export interface FileHost {
  /** Answers with these headers and the ones of every response. */
  answerFile(exchange: Exchange, status: number, headers: readonly string[], body: Buffer | undefined): void;
  /** The whole of a file in memory. */
  answerHot(exchange: Exchange, variant: Variant): void;
  error(exchange: Exchange, status: number, extra?: readonly string[]): void;
  done(exchange: Exchange): void;
  /** Not ours after all: the request goes on to the app. */
  passOn(exchange: Exchange, path: string): void;
  /** Streams a file too big for memory and closes its handle. */
  stream(exchange: Exchange, file: OpenFile, name: string, root: StaticRoot): void;
}

export class StaticFiles {
  readonly #hot = new Map<string, HotFile>();
  readonly #loading = new Map<string, Promise<HotFile | OpenFile | undefined>>();
  #roots: readonly StaticRoot[];
  #bytes = 0;

  constructor(roots: readonly StaticRoot[]) {
    this.#roots = roots;
  }

  reload(roots: readonly StaticRoot[]): void {
    this.#roots = roots;
    this.#hot.clear();
    this.#bytes = 0;
  }

  /** Whether the request was for a file (found or not) and is taken care of. `path` is decoded and normalized. */
  serve(exchange: Exchange, path: string, host: FileHost): boolean {
    for (const root of this.#roots) {
      if (path.startsWith(root.url)) return this.#serveBelow(exchange, path, root, host);
    }
    return false;
  }

  #serveBelow(exchange: Exchange, path: string, root: StaticRoot, host: FileHost): boolean {
    if (exchange.method !== "GET" && exchange.method !== "HEAD") {
      if (root.fallThrough) return false;
      host.error(exchange, 405, ["allow", "GET, HEAD"]);
      return true;
    }
    // An encoded slash or backslash is a name that no file has; decoding it would make it another file's path.
    if (exchange.target.includes("%") && /%2f|%5c/i.test(pathOf(exchange.target))) {
      host.error(exchange, 404);
      return true;
    }
    const hot = this.#hot.get(path);
    if (hot !== undefined && performance.now() - hot.checked < FRESH) {
      this.#answer(exchange, hot, host);
      return true;
    }
    const relative = path.slice(root.url.length);
    if (!isServable(relative)) {
      if (root.fallThrough && !relative.includes("/.") && !relative.startsWith(".")) return false;
      host.error(exchange, 404);
      return true;
    }
    void this.#load(exchange, path, root, host);
    return true;
  }

  async #load(exchange: Exchange, path: string, root: StaticRoot, host: FileHost): Promise<void> {
    const relative = path.slice(root.url.length);
    exchange.watcher = {
      onDrain: () => undefined,
      onAbort: () => {
        exchange.status = 499;
        host.done(exchange);
      },
    };
    const file = await this.#refresh(path, relative, root);
    exchange.watcher = undefined;
    if (exchange.finished) return "handle" in (file ?? {}) ? void (file as OpenFile).handle.close() : undefined;
    if (file === undefined) {
      if (root.fallThrough) host.passOn(exchange, path);
      else host.error(exchange, 404);
    } else if ("handle" in file) host.stream(exchange, file, relative, root);
    else this.#answer(exchange, file, host);
  }

  /** One look at the disk for all who ask at the same time; an open big file is for one alone. */
  async #refresh(path: string, relative: string, root: StaticRoot): Promise<HotFile | OpenFile | undefined> {
    const shared = this.#loading.get(path);
    if (shared !== undefined) {
      const file = await shared;
      return file !== undefined && "handle" in file ? this.#read(path, relative, root) : file;
    }
    const loading = this.#read(path, relative, root);
    this.#loading.set(path, loading);
    try {
      return await loading;
    } finally {
      this.#loading.delete(path);
    }
  }

  async #read(path: string, relative: string, root: StaticRoot): Promise<HotFile | OpenFile | undefined> {
    const file = await openBelow(root.root, relative);
    const known = this.#hot.get(path);
    if (file !== undefined && known !== undefined && isSame(known, file)) {
      await file.handle.close();
      known.checked = performance.now();
      return known;
    }
    this.#forget(path);
    if (file === undefined || file.stats.size > HOT_FILE) return file;
    try {
      const hot = await loadHotFile(file.handle, file.stats, relative, root.immutable);
      this.#keep(path, hot);
      return hot;
    } finally {
      await file.handle.close();
    }
  }

  #keep(path: string, hot: HotFile): void {
    this.#hot.set(path, hot);
    this.#bytes += hot.size;
    // Oldest first: a Map keeps the order of insertion, and a file comes back when it is asked for.
    for (const [other] of this.#hot) {
      if (this.#bytes <= HOT_TOTAL) break;
      this.#forget(other);
    }
  }

  #forget(path: string): void {
    const hot = this.#hot.get(path);
    if (hot === undefined) return;
    this.#hot.delete(path);
    this.#bytes -= hot.size;
  }

  #answer(exchange: Exchange, file: HotFile, host: FileHost): void {
    const identity = file.variants.get("identity");
    const range = exchange.header("range");
    const variant =
      (range === undefined && file.variants.size > 1
        ? file.variants.get(codingFor(exchange.header("accept-encoding")))
        : undefined) ?? identity;
    if (variant === undefined) return host.error(exchange, 500);
    const validators = { etag: variant.etag, lastModified: file.lastModified };
    const verdict = evaluate(conditionsOf(exchange), validators);
    if (verdict === 412) return host.error(exchange, 412);
    if (verdict === 304) {
      return host.answerFile(exchange, 304, variant.headers.slice(0, variant.validators), undefined);
    }
    if (range !== undefined && exchange.method === "GET" && rangeApplies(exchange.header("if-range"), validators)) {
      return answerRange(exchange, variant, range, host);
    }
    host.answerHot(exchange, variant);
  }
}

function answerRange(exchange: Exchange, variant: Variant, header: string, host: FileHost): void {
  const size = variant.body.length;
  const range = parseRange(header, size);
  if (range === "ignore") return host.answerHot(exchange, variant);
  if (range === "unsatisfiable") return host.error(exchange, 416, ["content-range", `bytes */${size}`]);
  const part = variant.body.subarray(range.start, range.end + 1);
  const headers = variant.headers.map((value, index) =>
    variant.headers[index - 1] === "content-length" ? String(part.length) : value,
  );
  headers.push("content-range", `bytes ${range.start}-${range.end}/${size}`);
  host.answerFile(exchange, 206, headers, part);
}

export function conditionsOf(exchange: Exchange): Conditions {
  return {
    ifMatch: exchange.header("if-match"),
    ifNoneMatch: exchange.header("if-none-match"),
    ifModifiedSince: exchange.header("if-modified-since"),
    ifUnmodifiedSince: exchange.header("if-unmodified-since"),
  };
}

function isSame(hot: HotFile, file: OpenFile): boolean {
  return hot.mtime === file.stats.mtimeMs && hot.size === file.stats.size && hot.inode === file.stats.ino;
}

/** The configured roots and, unless configured otherwise, the app's fingerprinted assets. Longest prefix first. */
export function staticRoots(config: Config, publicFolder: string): StaticRoot[] {
  const roots: StaticRoot[] = config.edge.static.map(entry => ({
    url: entry.url,
    root: entry.root,
    immutable: entry.immutable,
    fallThrough: entry.fall_through,
  }));
  if (!roots.some(root => root.url === "/assets/")) {
    roots.push({ url: "/assets/", root: `${publicFolder}/assets`, immutable: true, fallThrough: false });
  }
  return roots.toSorted((a, b) => b.url.length - a.url.length);
}
