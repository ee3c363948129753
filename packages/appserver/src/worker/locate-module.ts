// From what `app.module` says to what import() takes: a file, or the folder of a package.
import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const EXTENSIONS = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"] as const;

/** What of a package.json says where the package begins. */
interface PackageFile {
  readonly main?: unknown;
  readonly exports?: unknown;
}

/**
 * A `file:` URL, or undefined where there is nothing of that name. A relative path counts from the working folder; the
 * extension may be left out, and a folder, an installed package's or the app's own, means what its package.json names
 * (`exports`, then `main`), else its index file.
 */
export function locateModule(name: string): string | undefined {
  const path = resolve(name);
  const file = fileAt(path) ?? (kindOf(path) === "folder" ? entryOf(path) : undefined);
  return file === undefined ? undefined : pathToFileURL(file).href;
}

function fileAt(path: string): string | undefined {
  return ["", ...EXTENSIONS].map(extension => path + extension).find(candidate => kindOf(candidate) === "file");
}

function entryOf(folder: string): string | undefined {
  const { exports, main } = packageFile(folder);
  const named = exportsEntry(exports) ?? (typeof main === "string" ? main : undefined);
  const entry = named === undefined ? undefined : join(folder, named);
  if (entry !== undefined && kindOf(entry) === "folder") return fileAt(join(entry, "index"));
  return (entry === undefined ? undefined : fileAt(entry)) ?? fileAt(join(folder, "index"));
}

/** The package itself among its exports, under the conditions that import() has. */
function exportsEntry(exports: unknown): string | undefined {
  if (typeof exports === "string") return exports;
  if (typeof exports !== "object" || exports === null) return undefined;
  const own = "." in exports ? exports["."] : exports;
  if (typeof own === "string") return own;
  if (typeof own !== "object" || own === null) return undefined;
  for (const [condition, target] of Object.entries(own) as [string, unknown][]) {
    if (["node", "import", "module-sync", "default"].includes(condition)) return exportsEntry(target);
  }
  return undefined;
}

function packageFile(folder: string): PackageFile {
  try {
    return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) ?? {}) as PackageFile;
  } catch {
    // Without one, or with a broken one, the index file is all there is.
    return {};
  }
}

function kindOf(path: string): "file" | "folder" | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  return stats.isDirectory() ? "folder" : "file";
}
