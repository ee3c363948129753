// Tells when a file of an app changes: folders with all below them, without installed packages and hidden ones.
import { lstatSync, readdirSync, watch, type FSWatcher } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";

/** What an app is loaded from. Other files in its folder may be its data, and a change of these must not restart it. */
const CODE = new Set([".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx", ".node", ".wasm"]);
/** Each folder costs an inotify watch (fs.inotify.max_user_watches, 8192 on small machines). */
const MAX_FOLDERS = 2000;
/** Editors write a file in several steps, and tools many files. Milliseconds. */
const QUIET = 200;

export interface Watched {
  /** Folders whose code counts, with all below. */
  readonly folders: readonly string[];
  /** Files, and folders with all below, where everything counts. */
  readonly extra: readonly string[];
}

interface WatchedFolder {
  readonly watcher: FSWatcher;
  /** A build may remove a folder and make another of that name, which the old watch knows nothing of. */
  readonly identity: string;
}

export class FileWatch {
  readonly #onChange: (file: string) => void;
  readonly #watchers = new Map<string, WatchedFolder>();
  #quiet: NodeJS.Timeout | undefined;
  /** What could not be watched: not there, or too much. */
  readonly faults: string[] = [];

  /** Calls `onChange` with (one of) the changed files, once things have been quiet for a moment. */
  constructor({ folders, extra }: Watched, onChange: (file: string) => void) {
    this.#onChange = onChange;
    for (const folder of folders) this.#watchTree(resolve(folder), isCode);
    for (const path of extra) this.#watchExtra(resolve(path));
  }

  close(): void {
    clearTimeout(this.#quiet);
    for (const { watcher } of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #watchExtra(path: string): void {
    const name = basename(path);
    if (isFolder(path)) this.#watchTree(path, isVisible);
    // By its folder: an editor that saves by rename would take the watch away with the old file.
    else this.#watchFolder(dirname(path), changed => changed === name, false);
  }

  #watchTree(folder: string, counts: (name: string) => boolean): void {
    this.#watchFolder(folder, counts, true);
    for (const name of subfolders(folder)) this.#watchTree(join(folder, name), counts);
  }

  #watchFolder(folder: string, counts: (name: string) => boolean, deep: boolean): void {
    const key = `${deep} ${folder}`;
    if (this.#watchers.has(key)) return;
    if (this.#watchers.size >= MAX_FOLDERS) {
      this.faults.push(`more than ${MAX_FOLDERS} folders: ${folder} is not watched`);
      return;
    }
    try {
      const identity = identityOf(folder);
      const watcher = watch(folder, { persistent: false }, (_event, name) => this.#onEvent(folder, name, counts, deep));
      watcher.on("error", () => this.#forget(key));
      this.#watchers.set(key, { watcher, identity });
    } catch (error) {
      this.faults.push(`${folder}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #onEvent(folder: string, name: string | null, counts: (name: string) => boolean, deep: boolean): void {
    if (name === null) return;
    const path = join(folder, name);
    if (deep) this.#forgetFormer(path);
    if (deep && isWatchable(name) && isFolder(path)) {
      // A new one: what was written into it before the watch began is a change as well.
      if (this.#watchers.has(`${deep} ${path}`)) return;
      this.#watchTree(path, counts);
      if (contains(path, counts)) this.#changed(path);
      return;
    }
    if (counts(name)) this.#changed(path);
  }

  #changed(path: string): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#onChange(path), QUIET);
  }

  /** Where `path` was a folder that is not there any more, or is another now: it, and all that was below. */
  #forgetFormer(path: string): void {
    const former = this.#watchers.get(`true ${path}`);
    if (former === undefined || (isFolder(path) && former.identity === identityOf(path))) return;
    for (const key of this.#watchers.keys()) {
      if (key === `true ${path}` || key.startsWith(`true ${path}/`)) this.#forget(key);
    }
  }

  #forget(key: string): void {
    this.#watchers.get(key)?.watcher.close();
    this.#watchers.delete(key);
  }
}

function isVisible(name: string): boolean {
  // Hidden ones and backups are an editor's own.
  return !name.startsWith(".") && !name.endsWith("~") && !/^\d+$/.test(name);
}

function isCode(name: string): boolean {
  return isVisible(name) && (CODE.has(extname(name)) || name === "package.json");
}

function isWatchable(name: string): boolean {
  return name !== "node_modules" && !name.startsWith(".");
}

function subfolders(folder: string): string[] {
  return entries(folder).filter(name => isWatchable(name) && isFolder(join(folder, name)));
}

function contains(folder: string, counts: (name: string) => boolean): boolean {
  return entries(folder).some(counts);
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** With its birth: file systems give a number away again at once. */
function identityOf(folder: string): string {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return `${found?.dev} ${found?.ino} ${found?.birthtimeMs}`;
}

/** Links are not followed: they may lead out of the app, or in a circle. */
function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}
