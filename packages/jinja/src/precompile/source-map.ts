// Source maps, version 3 (ECMA-426), by lines: where each line of generated code comes from.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** A number in base 64 VLQ: five bits a digit, the lowest first, the sign in the lowest bit of all. */
function vlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS.charAt(rest > 0 ? digit | 32 : digit);
  } while (rest > 0);
  return text;
}

/** Grows source by source; sources come in the order of their code. */
export class SourceMap {
  readonly #file: string;
  readonly #sources: string[] = [];
  readonly #contents: string[] = [];
  /** Mappings of the generated lines so far. */
  readonly #mappings: string[] = [];
  #source = 0;
  #line = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** `lines[i]` is the source's line (from 1 on; 0 for none) of the generated line `before + i + 1`. */
  add(name: string, content: string, before: number, lines: readonly number[]): void {
    this.#sources.push(name);
    this.#contents.push(content);
    while (this.#mappings.length < before) this.#mappings.push("");
    for (const line of lines) this.#mappings.push(line === 0 ? "" : this.#segment(line - 1));
  }

  /** Column 0 of a generated line; all numbers are relative to the segment before. */
  #segment(line: number): string {
    const source = this.#sources.length - 1;
    const text = vlq(0) + vlq(source - this.#source) + vlq(line - this.#line) + vlq(0);
    this.#source = source;
    this.#line = line;
    return text;
  }

  /** The map as JSON. */
  toString(): string {
    return JSON.stringify({
      version: 3,
      file: this.#file,
      sources: this.#sources,
      sourcesContent: this.#contents,
      names: [],
      mappings: this.#mappings.join(";"),
    });
  }
}
