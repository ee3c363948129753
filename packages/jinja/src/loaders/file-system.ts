// Templates from folders. A name never leads out of them.
import { readdirSync, readFileSync, realpathSync, statSync, type Stats } from "node:fs";
import { join, sep } from "node:path";
import { TemplateNotFound } from "../errors.ts";
import { BaseLoader, sortNames, type LoaderEnvironment, type TemplateSource } from "./loader.ts";
import { decode } from "./decode.ts";

/** How files are read. */
export interface FileSystemLoaderOptions {
  /** A name that TextDecoder knows. Default "utf-8". */
  readonly encoding?: string | undefined;
  /** Symbolic links may lead out of the folder, and are followed when templates are listed. Default false. */
  readonly followlinks?: boolean | undefined;
}

/** The parts of a name, or undefined for names that could lead elsewhere. "." and empty parts count for nothing, as in Jinja. */
function partsOf(name: string): string[] | undefined {
  if (/[\\\0]/.test(name)) return undefined;
  const parts = name.split("/").filter(part => part !== "" && part !== ".");
  return parts.length === 0 || parts.includes("..") ? undefined : parts;
}

/** What a path leads to; undefined where the system knows nothing of it, or may not say (too long a name, a circle of links). */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function isInside(folder: string, path: string): boolean {
  const root = realpathSync(folder);
  return realpathSync(path).startsWith(root.endsWith(sep) ? root : root + sep);
}

/** Looks for templates in one folder, or in several one after the other. */
export class FileSystemLoader extends BaseLoader {
  readonly searchpath: readonly string[];
  readonly #encoding: string;
  readonly #followlinks: boolean;

  constructor(searchpath: string | readonly string[], options: FileSystemLoaderOptions = {}) {
    super();
    this.searchpath = typeof searchpath === "string" ? [searchpath] : [...searchpath];
    // Refuses unknown encodings at once.
    this.#encoding = new TextDecoder(options.encoding ?? "utf-8").encoding;
    this.#followlinks = options.followlinks ?? false;
  }

  #find(name: string): { readonly path: string; readonly stats: Stats } | undefined {
    const parts = partsOf(name);
    if (parts === undefined) return undefined;
    for (const folder of this.searchpath) {
      const path = join(folder, ...parts);
      const stats = statOf(path);
      if (stats?.isFile() === true && (this.#followlinks || isInside(folder, path))) return { path, stats };
    }
    return undefined;
  }

  override getSource(_environment: LoaderEnvironment, name: string): TemplateSource {
    const found = this.#find(name);
    if (found === undefined) throw new TemplateNotFound(name, this.#notFound(name));
    const { path, stats } = found;
    const uptodate = () => {
      const now = statOf(path);
      return now !== undefined && now.mtimeMs === stats.mtimeMs && now.size === stats.size;
    };
    return { source: decode(readFileSync(path), this.#encoding, path), filename: path, uptodate };
  }

  #notFound(name: string): string {
    const paths = this.searchpath.map(path => `'${path}'`).join(", ");
    return `'${name}' not found in search ${this.searchpath.length === 1 ? "path" : "paths"}: ${paths}`;
  }

  override listTemplates(): string[] {
    const folders = this.searchpath.filter(folder => statOf(folder)?.isDirectory() === true);
    return sortNames(folders.flatMap(folder => [...this.#walk(folder, folder, "", new Set())]));
  }

  /**
   * Names below a folder, which is in `top`: files that links find outside of it are no templates.
   * `above` are the real folders on the way, so that links in a circle end.
   */
  *#walk(top: string, folder: string, prefix: string, above: ReadonlySet<string>): Generator<string> {
    const real = realpathSync(folder);
    if (above.has(real)) return;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const stats = entry.isSymbolicLink() ? statOf(path) : entry;
      if (stats?.isDirectory() === true) {
        if (entry.isDirectory() || this.#followlinks) {
          yield* this.#walk(top, path, `${prefix}${entry.name}/`, new Set([...above, real]));
        }
      } else if (stats?.isFile() === true && (!entry.isSymbolicLink() || this.#followlinks || isInside(top, path))) {
        yield prefix + entry.name;
      }
    }
  }
}
