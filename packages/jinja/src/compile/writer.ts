// Lines of generated code, each with the template's line that it comes from.

/** Generated code, line by line. */
export class Writer {
  readonly #code: string[] = [];
  readonly #lines: number[] = [];
  #indent = 0;
  #line = 0;

  /** The template's line that the following code comes from; 0 for none. */
  at(line: number): void {
    this.#line = line;
  }

  line(text: string): void {
    this.#code.push(text === "" ? "" : "  ".repeat(this.#indent) + text);
    this.#lines.push(this.#line);
  }

  /** `head {`, and what follows is inside until `close`. */
  open(head: string): void {
    this.line(head === "" ? "{" : `${head} {`);
    this.#indent++;
  }

  /** Ends the innermost brace and may begin another: `} else {`. */
  next(head: string): void {
    this.#indent--;
    this.line(`} ${head} {`);
    this.#indent++;
  }

  close(tail = ""): void {
    this.#indent--;
    this.line(`}${tail}`);
  }

  /** Leaves room for a line that is known later. */
  reserve(): (text: string) => void {
    const index = this.#code.length;
    this.line("");
    const indent = "  ".repeat(this.#indent);
    return text => {
      this.#code[index] = text === "" ? "" : indent + text;
    };
  }

  /** All lines, without those reserved that stayed empty. */
  finish(): { code: string; lines: number[] } {
    const kept = this.#code.map((_, index) => index).filter(index => this.#code[index] !== "");
    const code = kept.map(index => this.#code[index]).join("\n");
    return { code: `${code}\n`, lines: kept.map(index => this.#lines[index] ?? 0) };
  }
}
