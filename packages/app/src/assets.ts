// Styles, scripts and icons under names that hold their content's hash, handed to the edge in a folder.
import { hash, randomUUID } from "node:crypto";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SeatstackError } from "@seatstack/shared/errors";
import type { EmbeddedFiles } from "@seatstack/shared/embedded";

/** Content types of what we ship; a file of another kind is a mistake of the build. */
const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
};

export interface Asset {
  /** File name with its fingerprint, for example `app.3f9c0d2a.css`. */
  readonly file: string;
  readonly type: string;
  readonly content: Buffer;
}

export interface Assets {
  /** `app.css` → `/assets/app.3f9c0d2a.css`. Throws `ASSET_MISSING` for a name that we do not ship. */
  url(name: string): string;
  /** `app.css` → `app.3f9c0d2a.css`. Throws `ASSET_MISSING`, too. */
  file(name: string): string;
  /** By fingerprinted file name. */
  find(file: string): Asset | undefined;
  /** Writes what `<publicDir>/assets` lacks. Many workers may do it at once; old files stay for pages still open. */
  publish(publicDir: string): Promise<void>;
}

/** Reads and fingerprints every file of the tree. */
export function loadAssets(files: EmbeddedFiles): Assets {
  const byName = new Map(files.list().map(name => [name, fingerprinted(name, files.read(name))]));
  const byFile = new Map([...byName.values()].map(asset => [asset.file, asset]));
  const file = (name: string): string => {
    const asset = byName.get(name);
    if (asset === undefined) throw new SeatstackError("ASSET_MISSING", `no asset is named ${name}`);
    return asset.file;
  };
  return {
    url: name => `/assets/${file(name)}`,
    file,
    find: file => byFile.get(file),
    async publish(publicDir) {
      const folder = join(publicDir, "assets");
      await mkdir(folder, { recursive: true });
      await Promise.all([...byFile.values()].map(asset => publishOne(folder, asset)));
    },
  };
}

function fingerprinted(name: string, content: Buffer): Asset {
  const dot = name.lastIndexOf(".");
  const type = TYPES[name.slice(dot + 1)];
  if (type === undefined) throw new SeatstackError("ASSET_TYPE", `no content type is known for the asset ${name}`);
  const file = `${name.slice(0, dot)}.${hash("sha256", content, "hex").slice(0, 10)}${name.slice(dot)}`;
  return { file, type, content };
}

/** A temporary name, then rename(2): the edge sees the whole file or none. */
async function publishOne(folder: string, asset: Asset): Promise<void> {
  const path = join(folder, asset.file);
  const size = await stat(path).then(
    stats => stats.size,
    () => -1,
  );
  if (size === asset.content.byteLength) return;
  const temporary = join(folder, `.${asset.file}.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, asset.content, { mode: 0o644 });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
