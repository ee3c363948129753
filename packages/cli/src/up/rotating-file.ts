// A log file that one process appends to; at its limit the old one steps aside, so that a disk never fills.
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

const LIMIT = 64 * 1024 * 1024;

export class RotatingFile {
  private readonly path: string;
  private readonly limit: number;
  private fd: number;
  private size: number;

  constructor(path: string, limit: number = LIMIT) {
    this.path = path;
    this.limit = limit;
    mkdirSync(dirname(path), { recursive: true });
    this.fd = openSync(path, "a", 0o640);
    this.size = fstatSync(this.fd).size;
  }

  /** Synchronous, into the page cache: what was written survives this process. A full disk must not end the service. */
  write(bytes: Buffer): void {
    if (this.size > 0 && this.size + bytes.length > this.limit) this.rotate();
    try {
      this.size += writeSync(this.fd, bytes);
    } catch {
      // The same lines go to the terminal.
    }
  }

  close(): void {
    closeSync(this.fd);
  }

  private rotate(): void {
    closeSync(this.fd);
    renameSync(this.path, `${this.path}.1`);
    this.fd = openSync(this.path, "a", 0o640);
    this.size = 0;
  }
}
