// Files that ship with the program (templates, styles, example configs): from the checkout or from the single executable.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { getAssetKeys, getRawAsset, isSea } from "node:sea";

/** A read-only tree of files by slash-separated name. */
export interface EmbeddedFiles {
  /** All names, sorted. */
  list(): string[];
  /** Throws ENOENT-like when absent. */
  read(name: string): Buffer;
}

/**
 * The tree `prefix`, for example "app/templates". In a checkout it is `packages/<first part>/<rest>`; in the single
 * executable the build embeds it under the same prefix.
 */
export function embeddedFiles(prefix: string): EmbeddedFiles {
  return isSea() ? fromExecutable(prefix) : fromFolder(join(import.meta.dirname, "../..", prefix));
}

function fromExecutable(prefix: string): EmbeddedFiles {
  return {
    list: () =>
      getAssetKeys()
        .filter(key => key.startsWith(`${prefix}/`))
        .map(key => key.slice(prefix.length + 1))
        .toSorted(),
    read: name => Buffer.from(getRawAsset(`${prefix}/${name}`)),
  };
}

function fromFolder(folder: string): EmbeddedFiles {
  const walk = (dir: string): string[] =>
    readdirSync(dir).flatMap(entry => {
      const path = join(dir, entry);
      return statSync(path).isDirectory() ? walk(path) : [relative(folder, path)];
    });
  return { list: () => walk(folder).toSorted(), read: name => readFileSync(join(folder, name)) };
}
