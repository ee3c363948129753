// Cuts a stream of bytes at line ends.

const NEWLINE = 10;
/** A line without an end is cut here: memory stays bounded whatever a process writes. */
const LONGEST_LINE = 1024 * 1024;

export class LineBuffer {
  private rest: Buffer = Buffer.alloc(0);

  /** All whole lines so far, the last newline included; empty when there is none yet. */
  push(chunk: Buffer): Buffer {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    this.rest = bytes.subarray(end);
    if (this.rest.length <= LONGEST_LINE) return bytes.subarray(0, end);
    this.rest = Buffer.alloc(0);
    return Buffer.concat([bytes, Buffer.of(NEWLINE)]);
  }
}
