// Finds the line of every key of a TOML text, so that a message about a setting can name it.

/** Lines are counted from 1. */
export interface TomlIndex {
  /** Line of the key at `path`, or of the nearest table around it; undefined when not even that is written. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
  /** Whether the key at `path` itself is written. */
  has(path: readonly PropertyKey[]): boolean;
}

/** `text` must be valid TOML: of anything else the index is incomplete, but it always ends. */
export function indexToml(text: string): TomlIndex {
  const lines = new Scanner(text).scan();
  return {
    lineOf(path) {
      for (let length = path.length; length > 0; length--) {
        const line = lines.get(keyOf(path.slice(0, length)));
        if (line !== undefined) return line;
      }
      return undefined;
    },
    has: path => lines.has(keyOf(path)),
  };
}

function keyOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

const BARE_KEY = /[A-Za-z0-9_-]+/y;
const BLANK = /[ \t\r\n]+|#[^\n]*/y;
/** All that stands between the parts of a value that matter here: numbers, dates, booleans. */
const SCALAR = /[^,\]}\s#]+/y;

class Scanner {
  readonly #text: string;
  readonly #lines = new Map<string, number>();
  /** How many tables each [[array]] has so far. */
  readonly #arrays = new Map<string, number>();
  #at = 0;
  #lineAt = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): ReadonlyMap<string, number> {
    let table: readonly string[] = [];
    this.#skipBlank();
    while (this.#at < this.#text.length) {
      const start = this.#at;
      if (this.#text[this.#at] === "[") table = this.#header();
      else this.#pair(table);
      this.#skipBlank();
      // Not TOML: go on behind it.
      if (this.#at === start) this.#at += 1;
    }
    return this.#lines;
  }

  /** `[a.b]` or `[[a.b]]`; the path of the table that it opens. */
  #header(): readonly string[] {
    const many = this.#text.startsWith("[[", this.#at);
    this.#at += many ? 2 : 1;
    const path = this.#resolve(this.#key());
    this.#at += this.#text.startsWith("]]", this.#at) && many ? 2 : 1;
    if (!many) {
      this.#record(path);
      return path;
    }
    const index = this.#arrays.get(keyOf(path)) ?? 0;
    this.#arrays.set(keyOf(path), index + 1);
    this.#record(path);
    const element = [...path, String(index)];
    this.#record(element);
    return element;
  }

  /** Steps into the last table of each array of tables on the way. */
  #resolve(key: readonly string[]): string[] {
    const path: string[] = [];
    for (const [position, segment] of key.entries()) {
      path.push(segment);
      const count = this.#arrays.get(keyOf(path));
      if (count !== undefined && position < key.length - 1) path.push(String(count - 1));
    }
    return path;
  }

  #pair(table: readonly string[]): void {
    let path = table;
    for (const segment of this.#key()) {
      path = [...path, segment];
      this.#record(path);
    }
    if (this.#text[this.#at] !== "=") return;
    this.#at += 1;
    this.#skipBlank();
    this.#value(path);
  }

  /** A dotted key; stands behind it and its trailing spaces afterwards. */
  #key(): string[] {
    const segments: string[] = [];
    for (;;) {
      this.#skipBlank();
      const quote = this.#text[this.#at];
      const segment = quote === '"' || quote === "'" ? this.#string() : this.#match(BARE_KEY);
      if (segment === undefined) return segments;
      segments.push(segment);
      this.#skipBlank();
      if (this.#text[this.#at] !== ".") return segments;
      this.#at += 1;
    }
  }

  #value(path: readonly string[]): void {
    const first = this.#text[this.#at];
    if (first === '"' || first === "'") this.#string();
    else if (first === "[") this.#list("]", index => this.#element(path, index));
    else if (first === "{") this.#list("}", () => this.#pair(path));
    else this.#match(SCALAR);
  }

  #element(path: readonly string[], index: number): void {
    const element = [...path, String(index)];
    this.#record(element);
    this.#value(element);
  }

  /** The parts of an array or inline table, up to its closing bracket. */
  #list(end: string, part: (index: number) => void): void {
    this.#at += 1;
    for (let index = 0; ; index++) {
      this.#skipBlank();
      if (this.#at >= this.#text.length) return;
      if (this.#text[this.#at] === end) break;
      const start = this.#at;
      part(index);
      this.#skipBlank();
      if (this.#text[this.#at] === "," || this.#at === start) this.#at += 1;
    }
    this.#at += 1;
  }

  /** A string of any of the four kinds; its text without escapes undone but \" and \\, which is enough for keys. */
  #string(): string {
    const quote = this.#text[this.#at] ?? "";
    const long = this.#text.startsWith(quote.repeat(3), this.#at) ? 3 : 1;
    const start = this.#at + long;
    let at = start;
    while (at < this.#text.length && !this.#text.startsWith(quote.repeat(long), at)) {
      at += quote === '"' && this.#text[at] === "\\" ? 2 : 1;
    }
    const content = this.#text.slice(start, at);
    at += long;
    // A long string may end in one or two quotes of its own.
    if (long === 3) while (this.#text[at] === quote) at += 1;
    this.#at = at;
    return quote === '"' ? unescape(content) : content;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #skipBlank(): void {
    while (this.#match(BLANK) !== undefined);
  }

  #record(path: readonly string[]): void {
    while (this.#lineAt < this.#at) if (this.#text[this.#lineAt++] === "\n") this.#line += 1;
    const key = keyOf(path);
    if (!this.#lines.has(key)) this.#lines.set(key, this.#line);
  }
}

function unescape(content: string): string {
  try {
    return JSON.parse(`"${content}"`) as string;
  } catch {
    return content;
  }
}
