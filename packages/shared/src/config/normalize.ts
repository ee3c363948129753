// What is the same said otherwise: paths become absolute, and a listener that cannot be is not there.
import { resolve } from "node:path";
import type { Config } from "./schema.ts";

/** The folder that a relative path in the setting at `path` starts from. */
export type BaseFolder = (path: readonly PropertyKey[]) => string;

/** The longest time that a timer of Node takes, 24 days in milliseconds. */
const NEVER = 24 * 86_400_000;

/** Relative paths in a file start from the file's folder, as in nginx; elsewhere from the working folder. */
export function normalize(config: Config, baseOf: BaseFolder): Config {
  const { edge, app, seats, log } = config;
  const certificates = edge.tls.certificates.map(({ cert, key }, index) => {
    const base = baseOf(["edge", "tls", "certificates", index]);
    return { cert: resolve(base, cert), key: resolve(base, key) };
  });
  const roots = edge.static.map((root, index) => ({
    ...root,
    root: resolve(baseOf(["edge", "static", index]), root.root),
  }));
  const https = edge.tls.mode === "off" ? "" : edge.https;
  return {
    edge: { ...edge, https, tls: { ...edge.tls, certificates }, static: roots },
    app: normalizeApp(app, baseOf),
    seats: { ...seats, database: absolute(seats.database, "sqlite:", baseOf(["seats", "database"])) },
    log: { ...log, file: log.file === "-" ? "-" : resolve(baseOf(["log", "file"]), log.file) },
  };
}

function normalizeApp(app: Config["app"], baseOf: BaseFolder): Config["app"] {
  const file = (
    name: "hooks" | "pidfile" | "chdir" | "accesslog" | "errorlog",
    base = baseOf(["app", name]),
  ): string => (app[name] === "" || app[name] === "-" ? app[name] : resolve(base, app[name]));
  const chdir = file("chdir");
  // gunicorn's rule: what is loaded is looked for where the workers will be.
  const code = (name: "module" | "hooks"): string => (chdir === "" ? baseOf(["app", name]) : chdir);
  return {
    ...app,
    // gunicorn's rule: a class without threads that is given some becomes the one with threads.
    worker_class: app.threads > 1 ? "threads" : app.worker_class,
    timeout: app.timeout === 0 ? NEVER : app.timeout,
    module: isModulePath(app.module) ? resolve(code("module"), app.module) : app.module,
    hooks: file("hooks", code("hooks")),
    pidfile: file("pidfile"),
    chdir,
    accesslog: file("accesslog"),
    errorlog: file("errorlog"),
    reload_extra_files: app.reload_extra_files.map((path, index) =>
      resolve(baseOf(["app", "reload_extra_files", index]), path),
    ),
    bind: app.bind.map((bind, index) => absolute(bind, "unix:", baseOf(["app", "bind", index]))),
  };
}

/** Whether `app.module` names a file, rather than a built-in app. */
export function isModulePath(module: string): boolean {
  return module.includes("/") || /\.[cm]?[jt]s$/.test(module);
}

function absolute(text: string, prefix: string, base: string): string {
  if (!text.startsWith(prefix) || text === `${prefix}:memory:`) return text;
  return prefix + resolve(base, text.slice(prefix.length));
}
