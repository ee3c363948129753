// The parser's view of the tokens: the current one and, when asked for, the one after it.
import type { TokenReader } from "./extension.ts";
import { describeExpected, describeToken, type Expected, matches, type Token } from "./tokens.ts";
import { quote } from "../values/quote.ts";

/** Raises at a token. */
export type Fail = (message: string, at: Token) => never;

/** Takes tokens from the lexer one at a time. */
export class TokenStream implements TokenReader {
  readonly #tokens: Iterator<Token>;
  readonly #fail: Fail;
  #current: Token = { type: "data", value: "", line: 1, column: 1, width: 1 };
  #last: Token = this.#current;
  #length = 0;
  #longest = 0;
  #ahead: Token | null = null;

  constructor(tokens: Iterable<Token>, fail: Fail) {
    this.#tokens = tokens[Symbol.iterator]();
    this.#fail = fail;
    this.next();
  }

  get current(): Token {
    return this.#current;
  }

  /** The token that was taken last. */
  get last(): Token {
    return this.#last;
  }

  /** How many tokens the longest tag so far has. */
  get longestTag(): number {
    return this.#longest;
  }

  next(): Token {
    const taken = this.#current;
    this.#last = taken;
    this.#length = taken.type === "block_begin" || taken.type === "variable_begin" ? 0 : this.#length + 1;
    if (this.#length > this.#longest) this.#longest = this.#length;
    this.#current = this.#ahead ?? this.#pull(taken);
    this.#ahead = null;
    return taken;
  }

  look(): Token {
    this.#ahead ??= this.#pull(this.#current);
    return this.#ahead;
  }

  test(expected: Expected): boolean {
    return matches(this.#current, expected);
  }

  testAny(expected: readonly Expected[]): boolean {
    for (const one of expected) if (matches(this.#current, one)) return true;
    return false;
  }

  skipIf(expected: Expected): boolean {
    return this.nextIf(expected) !== null;
  }

  nextIf(expected: Expected): Token | null {
    return this.test(expected) ? this.next() : null;
  }

  expect(expected: Expected): Token {
    if (this.test(expected)) return this.next();
    const what = quote(describeExpected(expected));
    return this.#fail(
      this.#current.type === "eof"
        ? `unexpected end of template, expected ${what}.`
        : `expected token ${what}, got ${quote(describeToken(this.#current))}`,
      this.#current,
    );
  }

  /** The end of the template stands where its last token does, as in Jinja. */
  #pull(last: Token): Token {
    if (last.type === "eof") return last;
    const result = this.#tokens.next();
    return result.done === true ? { ...last, type: "eof", value: "" } : result.value;
  }
}
