// app.reload: a change of the app's files replaces the workers. For development.
import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Config } from "@seatstack/shared/config/schema";
import { isBuiltinApp } from "@seatstack/shared/builtin-apps";
import type { Core } from "./core.ts";
import { FileWatch } from "./file-watch.ts";
import type { Reloads } from "./reloads.ts";

export class FileReload {
  readonly #core: Core;
  readonly #reloads: Reloads;
  #watch: FileWatch | undefined;
  /** The settings that the watch was made for. */
  #of: Config["app"] | undefined;

  constructor(core: Core, reloads: Reloads) {
    this.#core = core;
    this.#reloads = reloads;
  }

  /** After each decision: a reload may have switched it on or off, or named other files. */
  follow(): void {
    const { app, log } = this.#core;
    if (app === this.#of) return;
    this.#of = app;
    this.close();
    if (!app.reload) return;
    const watched = { folders: appFolders(app), extra: app.reload_extra_files.map(file => resolve(app.chdir, file)) };
    this.#watch = new FileWatch(watched, file => this.#core.push({ type: "then", run: () => this.#onChange(file) }));
    for (const fault of this.#watch.faults) log.warn({ fault }, "app.reload cannot watch all");
    log.warn({ ...watched }, "app.reload is on, for development: a changed file replaces the workers");
  }

  close(): void {
    this.#watch?.close();
    this.#watch = undefined;
  }

  #onChange(file: string): void {
    if (this.#core.stop) return;
    this.#core.log.info({ file }, "a file has changed");
    this.#reloads.reload();
  }
}

/** Folders of the operator's modules; a builtin app has none. */
function appFolders(app: Config["app"]): string[] {
  const modules = [isBuiltinApp(app.module) ? "" : app.module, app.hooks].filter(name => name !== "");
  return [...new Set(modules.map(name => folderOf(resolve(app.chdir, name))))];
}

/** A module may be a package's folder. */
function folderOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? path : dirname(path);
}
