// Lines and columns of places in a source. Asked in ascending order it reads the source once.

/** A line and a column, from 1 on. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Finds lines as it goes. */
export class LineMap {
  readonly #source: string;
  #line = 1;
  #lineStart = 0;
  /** Where the current line ends: its newline, or the end of the source. */
  #lineEnd: number;

  constructor(source: string) {
    this.#source = source;
    this.#lineEnd = this.#endOfLine(0);
  }

  /** The line and column, both from 1. An index before the line of the last one starts over. */
  locate(index: number): Place {
    if (index < this.#lineStart) this.#rewind();
    while (index > this.#lineEnd) {
      this.#line += 1;
      this.#lineStart = this.#lineEnd + 1;
      this.#lineEnd = this.#endOfLine(this.#lineStart);
    }
    return { line: this.#line, column: index - this.#lineStart + 1 };
  }

  /** Columns from `start`, which was located last, to `end` or to its line's end; at least 1. */
  widthTo(end: number, start: number): number {
    return Math.max(1, Math.min(end, this.#lineEnd) - start);
  }

  #rewind(): void {
    this.#line = 1;
    this.#lineStart = 0;
    this.#lineEnd = this.#endOfLine(0);
  }

  #endOfLine(from: number): number {
    const newline = this.#source.indexOf("\n", from);
    return newline === -1 ? this.#source.length : newline;
  }
}
