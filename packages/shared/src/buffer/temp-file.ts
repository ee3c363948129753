// A buffer on disk that has no name: gone with the process, whatever happens to it.
import { constants } from "node:fs";
import { open, unlink, type FileHandle } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";

export class TempFile {
  readonly #handle: FileHandle;
  #size = 0;
  /** Operations run one after another; a close waits for them. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** Rejects with the system's error (ENOSPC, EACCES). */
  static async create(folder: string): Promise<TempFile> {
    const path = join(folder, randomUUID());
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const handle = await open(path, flags, 0o600);
    await unlink(path);
    return new TempFile(handle);
  }

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  get size(): number {
    return this.#size;
  }

  append(chunks: readonly Buffer[]): Promise<void> {
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const position = this.#size;
    this.#size += bytes;
    return this.#queue(async () => {
      const data = Buffer.concat(chunks);
      for (let written = 0; written < bytes;) {
        written += (await this.#handle.write(data, written, bytes - written, position + written)).bytesWritten;
      }
    });
  }

  read(position: number, length: number): Promise<Buffer> {
    return this.#queue(async () => {
      const { buffer, bytesRead } = await this.#handle.read(Buffer.allocUnsafe(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    });
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    void this.#last.then(() => this.#handle.close()).catch(() => undefined);
  }

  #queue<T>(operation: () => Promise<T>): Promise<T> {
    const result = this.#last.then(operation);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
