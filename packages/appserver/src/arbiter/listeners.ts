// The public sockets of the front. The arbiter binds and holds them, so that connections wait in the backlog while a front is
// replaced; it never accepts itself.
import { closeSync } from "node:fs";
import { duplicateDescriptor, hasFfi } from "@seatstack/shared/ffi";
import { parseBind } from "./bind-address.ts";
import { bindTcp } from "./tcp-socket.ts";
import { bindUnix, isPathOurs, removePath, type UnixPath } from "./unix-socket.ts";

/** One bound socket. */
export interface Listener {
  readonly fd: number;
  /** For people: `unix:/path`, `host:port`, or `systemd:name`. */
  readonly name: string;
  /** Entry of `bind` that it came from; undefined for a socket that somebody else opened and keeps. */
  readonly bind: string | undefined;
  /** The file that we made for a Unix socket. */
  readonly path: UnixPath | undefined;
  /** Closes our descriptor; the file stays. */
  close(): void;
}

/** How a Unix socket's file is made. */
export interface SocketFile {
  readonly mode: number;
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

export interface ListenOptions extends SocketFile {
  readonly backlog: number;
}

export class Listeners {
  readonly #options: ListenOptions;
  #all: readonly Listener[];

  constructor(options: ListenOptions, all: readonly Listener[]) {
    this.#options = options;
    this.#all = all;
  }

  /** Sockets that somebody else bound (systemd) and keeps: closing leaves them as they are. */
  static adopt(sockets: readonly { readonly fd: number; readonly name: string }[], options: ListenOptions): Listeners {
    const all = sockets.map(({ fd, name }) => inherited(fd, `systemd:${name}`, undefined, undefined));
    return new Listeners(options, all);
  }

  /**
   * Takes what `kept` has of `addresses`, and binds the rest. Rejects with BAD_BIND, PATH_TOO_LONG or BIND_FAILED (exit 2);
   * then nothing new stays bound.
   */
  static async bind(
    addresses: readonly string[],
    options: ListenOptions,
    kept: readonly Listener[] = [],
  ): Promise<Listeners> {
    const all: Listener[] = [];
    const made: Listener[] = [];
    try {
      for (const text of addresses) {
        const known = kept.find(listener => listener.bind === text);
        const listener = known ?? (await bindOne(text, options));
        if (known === undefined) made.push(listener);
        all.push(listener);
      }
    } catch (error) {
      discard(made);
      throw error;
    }
    for (const listener of kept) if (!all.includes(listener)) listener.close();
    return new Listeners(options, all);
  }

  /** Bound descriptors, for a front to inherit and accept on. */
  get fds(): readonly number[] {
    return this.#all.map(({ fd }) => fd);
  }

  get names(): readonly string[] {
    return this.#all.map(({ name }) => name);
  }

  get all(): readonly Listener[] {
    return this.#all;
  }

  /**
   * Binds anew what lost its file, and returns the names; the others are not touched. A front that runs has the old
   * descriptors: another has to follow it. Rejects as `bind` does, and goes on with what there was.
   */
  async restore(): Promise<readonly string[]> {
    const lost = this.#all.filter(({ path }) => path !== undefined && !isPathOurs(path));
    for (const old of lost) {
      const renewed = await bindOne(old.bind ?? old.name, this.#options);
      this.#all = this.#all.map(listener => (listener === old ? renewed : listener));
      old.close();
    }
    return lost.map(({ name }) => name);
  }

  /** Closes all. Files that are still ours go, unless another program serves on (`keepFiles`). */
  close(keepFiles = false): void {
    if (keepFiles) for (const listener of this.#all) listener.close();
    else discard(this.#all);
    this.#all = [];
  }
}

/** A descriptor that came with the start of this process. Ours is closed on exec, so that no worker has it by accident. */
export function inherited(fd: number, name: string, bind: string | undefined, path: UnixPath | undefined): Listener {
  const own = hasFfi() ? duplicateDescriptor(fd) : fd;
  if (own !== fd) closeSync(fd);
  return { fd: own, name, bind, path, close: () => closeSync(own) };
}

async function bindOne(text: string, options: ListenOptions): Promise<Listener> {
  const address = parseBind(text);
  if (address.type === "tcp") return bindTcp(text, address.host, address.port, options.backlog);
  return bindUnix(text, address.path, options);
}

function discard(listeners: readonly Listener[]): void {
  for (const listener of listeners) {
    if (listener.path !== undefined) removePath(listener.path);
    listener.close();
  }
}
