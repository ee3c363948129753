// From source to tokens, one at a time as the parser asks for them: what comes first fails first.
import { TemplateSyntaxError } from "../errors.ts";
import { quote } from "../values/quote.ts";
import { isIdentifier, skipSpace, skipSpaceBack } from "./characters.ts";
import { type Delimiters, delimitersOf, type Opening } from "./delimiters.ts";
import { FLOAT, floatValue, INTEGER, integerValue, stringEnd, unescapeString } from "./literals.ts";
import { operatorAt } from "./operators.ts";
import type { SyntaxOptions } from "./options.ts";
import { LineMap } from "./line-map.ts";
import type { Operator, Token, TokenType } from "./tokens.ts";

/** What the lexer is within: text, or a tag that ends in one of three ways. */
type Mode = "text" | "variable" | "block" | "line";

/** A name's characters; which of them make an identifier is checked afterwards. */
const NAME = /[\p{L}\p{N}\p{XIDC}_]+/uy;
const CLOSERS: Readonly<Record<string, Operator>> = { "(": ")", "[": "]", "{": "}" };

/** An opening delimiter in the text. */
interface Opened {
  readonly kind: Opening | "raw";
  readonly sign: string;
  readonly start: number;
  readonly end: number;
}

/** The origin of a template for errors. */
export interface Origin {
  readonly name: string | null;
  readonly filename: string | null;
  /** As it was given, before newlines were made one kind. */
  readonly source: string;
}

/** Jinja reads sources with one kind of newline, and without one at the very end. */
function normalizeSource(source: string, keepTrailingNewline: boolean): string {
  const text = source.includes("\r") ? source.replaceAll(/\r\n?/g, "\n") : source;
  return !keepTrailingNewline && text.endsWith("\n") ? text.slice(0, -1) : text;
}

/** Reads one source. Raises TemplateSyntaxError where a token is none, when it comes to it. */
export class Lexer implements Iterable<Token> {
  readonly #source: string;
  readonly #syntax: SyntaxOptions;
  readonly #delimiters: Delimiters;
  readonly #origin: Origin;
  readonly #places: LineMap;
  #mode: Mode = "text";
  #at = 0;
  /** A tag that was found together with the text before it. */
  #opened: Opened | null = null;
  /** The closing brackets that are due, the innermost last. */
  #brackets: Operator[] = [];

  constructor(source: string, syntax: SyntaxOptions, origin: Origin) {
    this.#source = normalizeSource(source, syntax.keepTrailingNewline);
    this.#syntax = syntax;
    this.#delimiters = delimitersOf(syntax);
    this.#origin = origin;
    this.#places = new LineMap(this.#source);
  }

  *[Symbol.iterator](): Generator<Token, void, undefined> {
    for (let token = this.next(); token !== null; token = this.next()) yield token;
  }

  /** The next token, or null at the end of the source. */
  next(): Token | null {
    for (;;) {
      const atEnd = this.#at >= this.#source.length && this.#opened === null;
      if (atEnd && this.#mode !== "line") return null;
      const token = this.#mode === "text" ? this.#readText() : this.#readTag(this.#mode);
      if (token !== null) return token;
      if (atEnd) return null;
    }
  }

  /** Text up to the next tag, or that tag's beginning; null for what leaves no token. */
  #readText(): Token | null {
    if (this.#opened !== null) return this.#enter(this.#opened);
    const start = this.#at;
    const opened = this.#findOpening();
    if (opened === null) {
      this.#at = this.#source.length;
      return this.#data(start, this.#at);
    }
    this.#opened = opened;
    return this.#data(start, this.#trimBefore(start, opened.start, opened.sign, opened.kind !== "variable"));
  }

  #findOpening(): Opened | null {
    const { open, kinds } = this.#delimiters;
    open.lastIndex = this.#at;
    const match = open.exec(this.#source);
    if (match === null) return null;
    const start = match.index;
    const end = open.lastIndex;
    if (match[1] !== undefined) return { kind: "raw", sign: match[2] ?? "", start, end };
    const index = kinds.findIndex((_, i) => match[i + 3] !== undefined);
    return { kind: kinds[index] ?? "block", sign: match[kinds.length + 3] ?? "", start, end };
  }

  /** Where the text ends before a tag with this sign at its left. */
  #trimBefore(start: number, end: number, sign: string, strippable: boolean): number {
    if (sign === "-") return skipSpaceBack(this.#source, start, end);
    if (sign === "+" || !strippable || !this.#syntax.lstripBlocks || end === start) return end;
    // Only this text is searched: a look back over the whole source at every tag would be quadratic.
    const newline = this.#source.slice(start, end).lastIndexOf("\n");
    const lineStart = start + newline + 1;
    if (newline === -1 && start > 0 && this.#source[start - 1] !== "\n") return end;
    return skipSpaceBack(this.#source, lineStart, end) === lineStart ? lineStart : end;
  }

  #enter(opened: Opened): Token | null {
    this.#opened = null;
    this.#at = opened.end;
    switch (opened.kind) {
      case "raw":
        return this.#readRaw();
      case "comment":
        this.#at = this.#search(this.#delimiters.commentEnd, "Missing end of comment tag").end;
        return null;
      case "lineComment": {
        const newline = this.#source.indexOf("\n", this.#at);
        this.#at = newline === -1 ? this.#source.length : newline;
        return null;
      }
      case "variable":
        this.#mode = "variable";
        return this.#token("variable_begin", opened.start, opened.end);
      default:
        this.#mode = opened.kind === "block" ? "block" : "line";
        return this.#token("block_begin", opened.start, opened.end);
    }
  }

  #readRaw(): Token | null {
    const start = this.#at;
    const found = this.#search(this.#delimiters.rawEnd, "Missing end of raw directive");
    this.#at = found.end;
    return this.#data(start, this.#trimBefore(start, found.start, found.sign, true));
  }

  #search(pattern: RegExp, missing: string): { readonly start: number; readonly end: number; readonly sign: string } {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source);
    if (match === null) {
      // Jinja does not mind one that begins with the last characters of the source.
      if (this.#at < this.#source.length) this.#fail(missing, this.#at);
      return { start: this.#at, end: this.#at, sign: "" };
    }
    return { start: match.index, end: pattern.lastIndex, sign: match[1] ?? "" };
  }

  #data(start: number, end: number): Token | null {
    return start === end ? null : this.#token("data", start, end, this.#newlines(this.#source.slice(start, end)));
  }

  #newlines(text: string): string {
    const sequence = this.#syntax.newlineSequence;
    return sequence === "\n" ? text : text.replaceAll("\n", sequence);
  }

  /** One token of a tag; null for whitespace. */
  #readTag(mode: Exclude<Mode, "text">): Token | null {
    const start = this.#at;
    if (this.#brackets.length === 0) {
      const end = this.#tagEnd(mode, start);
      if (end !== -1) {
        this.#at = end;
        this.#mode = "text";
        return this.#token(mode === "variable" ? "variable_end" : "block_end", start, end);
      }
    }
    this.#at = skipSpace(this.#source, start);
    return this.#at > start || start >= this.#source.length ? null : this.#readToken(start);
  }

  /** Where the tag's end reaches to that is here, or -1. */
  #tagEnd(mode: Exclude<Mode, "text">, at: number): number {
    if (mode === "line") return this.#lineEnd(at);
    const first = this.#source[at];
    const end = mode === "block" ? this.#syntax.blockEnd : this.#syntax.variableEnd;
    if (first !== end[0] && first !== "-" && first !== "+") return -1;
    const pattern = mode === "block" ? this.#delimiters.blockEnd : this.#delimiters.variableEnd;
    pattern.lastIndex = at;
    return pattern.test(this.#source) ? pattern.lastIndex : -1;
  }

  /** A line statement ends with its line, and takes the blank lines after it. */
  #lineEnd(at: number): number {
    const end = skipSpace(this.#source, at);
    if (end === this.#source.length) return end;
    const newline = this.#source.slice(at, end).lastIndexOf("\n");
    return newline === -1 ? -1 : at + newline + 1;
  }

  #readToken(start: number): Token {
    const code = this.#source.charCodeAt(start);
    if (code >= 0x30 && code <= 0x39) return this.#readNumber(start);
    if (code === 0x22 || code === 0x27) return this.#readString(start);
    NAME.lastIndex = start;
    if (NAME.test(this.#source)) return this.#readName(start, NAME.lastIndex);
    const operator = operatorAt(this.#source, start);
    if (operator === null) this.#failUnexpected(start);
    this.#balance(operator, start);
    this.#at = start + operator.length;
    return this.#token(operator, start, this.#at);
  }

  #readName(start: number, end: number): Token {
    const name = this.#source.slice(start, end);
    if (!isIdentifier(name)) this.#fail("Invalid character in identifier", start);
    this.#at = end;
    return this.#token("name", start, end, name);
  }

  #readNumber(start: number): Token {
    FLOAT.lastIndex = start;
    const float = FLOAT.test(this.#source);
    INTEGER.lastIndex = start;
    if (!float) INTEGER.test(this.#source);
    this.#at = float ? FLOAT.lastIndex : INTEGER.lastIndex;
    const text = this.#source.slice(start, this.#at);
    const value = float ? floatValue(text) : this.#attempt(() => integerValue(text), start);
    return this.#token(float ? "float" : "integer", start, this.#at, value);
  }

  #readString(start: number): Token {
    const end = stringEnd(this.#source, start);
    if (end === -1) this.#failUnexpected(start);
    this.#at = end;
    const text = this.#newlines(this.#source.slice(start + 1, end - 1));
    return this.#token(
      "string",
      start,
      end,
      this.#attempt(() => unescapeString(text), start),
    );
  }

  /** Brackets within a tag must pair; inside of them a tag cannot end. */
  #balance(operator: Operator, at: number): void {
    const closer = CLOSERS[operator];
    if (closer !== undefined) this.#brackets.push(closer);
    else if (operator === "}" || operator === ")" || operator === "]") {
      const due = this.#brackets.pop();
      if (due === undefined) this.#fail(`unexpected '${operator}'`, at);
      if (due !== operator) this.#fail(`unexpected '${operator}', expected '${due}'`, at);
    }
  }

  #attempt<T>(read: () => T, at: number): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return this.#fail(error.message, at);
    }
  }

  #token(type: TokenType, start: number, end: number, value?: Token["value"]): Token {
    const { line, column } = this.#places.locate(start);
    const width = this.#places.widthTo(end, start);
    return { type, value: value ?? this.#source.slice(start, end), line, column, width };
  }

  /** Positions in messages count characters, as Python does. */
  #failUnexpected(at: number): never {
    const character = String.fromCodePoint(this.#source.codePointAt(at) ?? 0);
    const position = Array.from(this.#source.slice(0, at)).length;
    return this.#fail(`unexpected char ${quote(character)} at ${position}`, at);
  }

  #fail(message: string, at: number): never {
    const { name, filename, source } = this.#origin;
    throw new TemplateSyntaxError(message, { ...this.#places.locate(at), width: 1, template: name, filename, source });
  }
}
