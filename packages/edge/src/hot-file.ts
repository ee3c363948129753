// A small file in memory with everything that its responses need, made once.
import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Coding } from "./accept-encoding.ts";
import { headerBlock, type HeaderBlock } from "@seatstack/shared/http/header-block";
import { contentTypeOf, isCompressible } from "./content-types.ts";

/** One representation of a file. */
export interface Variant {
  readonly body: Buffer;
  /** A small body as latin1, one character a byte: it leaves in one write with the head. */
  readonly text: string | undefined;
  readonly etag: string;
  /** Flat headers of a 200 but for security headers and request id; those that a 304 repeats come first. */
  readonly headers: readonly string[];
  /** How many of `headers` belong to a 304 (RFC 9110 section 15.4.5). */
  readonly validators: number;
}

export interface HotFile {
  readonly mtime: number;
  readonly size: number;
  readonly inode: number;
  readonly lastModified: string;
  readonly variants: Map<Coding, Variant>;
  /** Monotonic ms of the last look at the disk. */
  checked: number;
}

/** Larger bodies are not worth copying into a string. */
const TEXT_BODY = 16 * 1024;

/** The headers of a whole file together with the security headers, made once per settings. */
export function wholeBlock(variant: Variant, security: HeaderBlock): HeaderBlock {
  let block = blocks.get(variant);
  if (block === undefined || block.security !== security) {
    block = { security, headers: headerBlock([...variant.headers, ...security.flat]) };
    blocks.set(variant, block);
  }
  return block.headers;
}

const blocks = new WeakMap<Variant, { readonly security: HeaderBlock; readonly headers: HeaderBlock }>();

/** Smaller files gain nothing from compression. nginx: gzip_min_length, with a packet's size in mind. */
const MIN_COMPRESSED = 1000;
const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** Reads the file; its compressed variants are added when they are ready. */
export async function loadHotFile(
  handle: FileHandle,
  stats: Stats,
  name: string,
  immutable: boolean,
): Promise<HotFile> {
  const body = await handle.readFile();
  const type = contentTypeOf(name);
  const compressible = isCompressible(type) && body.length >= MIN_COMPRESSED;
  const lastModified = new Date(Math.floor(stats.mtimeMs / 1000) * 1000).toUTCString();
  const hash = createHash("sha256").update(body).digest("base64url").slice(0, 22);
  const variant = (bytes: Buffer, coding: Coding): Variant => {
    const etag = coding === "identity" ? `"${hash}"` : `"${hash}-${coding}"`;
    const validators = ["etag", etag, "last-modified", lastModified, "cache-control", cacheControl(immutable)];
    if (compressible) validators.push("vary", "accept-encoding");
    const rest = ["content-type", type, "content-length", String(bytes.length), "accept-ranges", "bytes"];
    if (coding !== "identity") rest.push("content-encoding", coding);
    const text = bytes.length <= TEXT_BODY ? bytes.toString("latin1") : undefined;
    return { body: bytes, text, etag, headers: [...validators, ...rest], validators: validators.length };
  };
  const variants = new Map<Coding, Variant>([["identity", variant(body, "identity")]]);
  if (compressible) void addCompressed(body, (bytes, coding) => variants.set(coding, variant(bytes, coding)));
  return {
    mtime: stats.mtimeMs,
    size: stats.size,
    inode: stats.ino,
    lastModified,
    variants,
    checked: performance.now(),
  };
}

/** Best effort, off the event loop: until it is done, and where it does not pay, the file goes out as it is. */
async function addCompressed(body: Buffer, add: (bytes: Buffer, coding: Coding) => void): Promise<void> {
  const brotli = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
  const [br, gz] = await Promise.all([compressBrotli(body, { params: brotli }), compressGzip(body, { level: 9 })]);
  if (gz.length < body.length) add(gz, "gzip");
  if (br.length < body.length) add(br, "br");
}

/** Others are asked about each time they are used: the answer is a 304 nearly always. */
export function cacheControl(immutable: boolean): string {
  return immutable ? "public, max-age=31536000, immutable" : "public, no-cache";
}
