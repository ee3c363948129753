// Where every file of an installation lives, from its state folder alone.
import { join } from "node:path";
import { EXIT, SeatstackError } from "./errors.ts";

/** State folder of an installation under systemd; its sockets live in /run/seatstack instead of inside it. */
export const SYSTEM_DIR = "/var/lib/seatstack";

/** sun_path is 108 bytes with its closing NUL (unix(7)). */
const MAX_SOCKET_PATH = 107;

export interface Paths {
  /** The state folder itself. */
  readonly dir: string;
  readonly edge: {
    readonly run: string;
    /** Control socket of the edge, 0600. */
    readonly control: string;
    /** Keys and certificates, 0700. */
    readonly tls: string;
    /** Unlinked buffer files. */
    readonly temp: string;
  };
  readonly app: {
    readonly run: string;
    /** Link sockets of the workers; another folder for each of two arbiters that are up at once (`linksFolder`). */
    readonly links: string;
    /** Control socket of the arbiter, 0600. */
    readonly control: string;
    /** Read-only endpoint stream for the edge, 0660: the edge's user is in the app's group. */
    readonly endpoints: string;
    /** Default public `bind` served by the front. */
    readonly bind: string;
    /** HTTP socket with the app tier's /metrics, 0600. */
    readonly admin: string;
    /** Databases, `.eml` files, secrets; 0700. */
    readonly data: string;
    /** Static files that the app hands to the edge. */
    readonly public: string;
    /** Unlinked buffer files of the front. */
    readonly temp: string;
  };
}

/** Pure: makes no folder. Throws `PATH_TOO_LONG` when a Unix socket inside would not fit sun_path. */
export function resolvePaths(dir: string): Paths {
  const run = dir === SYSTEM_DIR ? "/run/seatstack" : join(dir, "run");
  const edgeRun = join(run, "edge");
  const appRun = join(run, "app");
  const paths: Paths = {
    dir,
    edge: {
      run: edgeRun,
      control: join(edgeRun, "control.sock"),
      tls: join(dir, "edge", "tls"),
      temp: join(dir, "edge", "temp"),
    },
    app: {
      run: appRun,
      links: join(appRun, linksFolder(1)),
      control: join(appRun, "control.sock"),
      endpoints: join(appRun, "endpoints.sock"),
      bind: join(appRun, "app.sock"),
      admin: join(appRun, "admin.sock"),
      data: join(dir, "app", "data"),
      public: join(dir, "app", "public"),
      temp: join(dir, "app", "temp"),
    },
  };
  // Of a thread: the longest name there is.
  assertSocketPath(`${workerSocketPath(paths, 9999, 1024)}-256-99999`);
  assertSocketPath(paths.app.endpoints);
  return paths;
}

/** Names of the folders of link sockets in the run folder. */
export const LINKS_FOLDER = /^w\d+$/;

/** Name of the folder for the n-th arbiter that took over from another, from 1. */
export function linksFolder(n: number): string {
  return `w${n}`;
}

/** Private link socket of a worker. */
export function workerSocketPath(paths: Paths, generation: number, worker: number): string {
  return join(paths.app.links, `w-${generation}-${worker}.sock`);
}

/** Throws `PATH_TOO_LONG` (exit 2) for a Unix socket path that the kernel would refuse or cut. */
export function assertSocketPath(path: string): void {
  const length = Buffer.byteLength(path);
  if (length <= MAX_SOCKET_PATH) return;
  throw new SeatstackError(
    "PATH_TOO_LONG",
    `socket path is ${length} bytes, the kernel takes ${MAX_SOCKET_PATH}: ${path}`,
    {
      fix: "Choose a shorter state folder with --dir.",
      exitCode: EXIT.badSetting,
    },
  );
}
