// A response that the app has given and the client has not taken: first in memory, then on disk, in order.
import type { TempFile } from "./temp-file.ts";
import type { TempFolder } from "./temp-folder.ts";

export interface SpoolOptions {
  /** Bytes kept in memory. nginx: proxy_buffers. */
  readonly memory: number;
  readonly temp: TempFolder;
}

/** nginx: proxy_max_temp_file_size 1024m. Beyond it the app waits for the client. */
export const MAX_SPOOLED = 1024 * 1024 * 1024;
const READ_SIZE = 64 * 1024;

export class Spool {
  readonly #options: SpoolOptions;
  readonly #onFailure: () => void;
  #memory: Buffer[] = [];
  #bytes = 0;
  #file: TempFile | undefined;
  #opening: Promise<TempFile> | undefined;
  #fileRead = 0;
  #fileStored = 0;
  #fileWanted = 0;
  #closed = false;

  /** `onFailure`: the disk refused; the response cannot go on. */
  constructor(options: SpoolOptions, onFailure: () => void) {
    this.#options = options;
    this.#onFailure = onFailure;
  }

  /** Bytes not taken yet. */
  get waiting(): number {
    return this.#bytes + this.#fileWanted - this.#fileRead;
  }

  /** Calls `onStored` when the producer may send as many bytes more: at once in memory, after the write on disk. */
  push(chunk: Buffer, onStored: (bytes: number) => void): void {
    const fits = this.#bytes + chunk.length <= this.#options.memory;
    if (fits && this.#fileWanted === this.#fileRead) {
      this.#memory.push(chunk);
      this.#bytes += chunk.length;
      onStored(chunk.length);
      return;
    }
    this.#fileWanted += chunk.length;
    void this.#store(chunk, onStored);
  }

  /** What is in memory comes first; undefined when there is none. */
  take(): Buffer | undefined {
    const chunk = this.#memory.shift();
    if (chunk !== undefined) this.#bytes -= chunk.length;
    return chunk;
  }

  /** The next part from disk; empty when it has not been stored yet. */
  async fetch(): Promise<Buffer> {
    const file = this.#file ?? (await this.#opening);
    const length = Math.min(READ_SIZE, this.#fileStored - this.#fileRead);
    if (file === undefined || length <= 0) return Buffer.alloc(0);
    const chunk = await file.read(this.#fileRead, length);
    this.#fileRead += chunk.length;
    return chunk;
  }

  close(): void {
    this.#closed = true;
    this.#memory = [];
    this.#file?.close();
  }

  async #store(chunk: Buffer, onStored: (bytes: number) => void): Promise<void> {
    try {
      this.#opening ??= this.#options.temp.create();
      this.#file = await this.#opening;
      if (this.#closed) return this.#file.close();
      await this.#file.append([chunk]);
      this.#fileStored += chunk.length;
    } catch (error) {
      if (this.#closed) return;
      this.#options.temp.refused(error);
      this.#onFailure();
      return;
    }
    if (!this.#closed) onStored(chunk.length);
  }
}
