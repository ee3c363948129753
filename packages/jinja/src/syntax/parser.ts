// From a template's source to its syntax tree.
import { TemplateSyntaxError } from "../errors.ts";
import type { Expression, Filter, Name, Output, Position, Statement, Target, Template } from "./ast.ts";
import { type ParserCore, placeOf } from "./core.ts";
import { checkDepth, MAX_NESTING, SHORT_TAG } from "./depth.ts";
import { parseExpression } from "./expressions.ts";
import type { Extension, FailureClass, Parsed, TargetOptions, TupleOptions } from "./extension.ts";
import { Lexer, type Origin } from "./lexer.ts";
import { type ParseOptions, resolveSyntax } from "./options.ts";
import { parseFilterChain } from "./postfix.ts";
import { parseTuple } from "./primary.ts";
import { statementParsers, type TagParser } from "./statements/table.ts";
import { TokenStream } from "./stream.ts";
import { parseAssignName, parseAssignTarget, parseSignature } from "./targets.ts";
import type { Expected, Token } from "./tokens.ts";
import { unexpectedEnd, unknownTag } from "./unknown-tag.ts";

/**
 * Parses a template. Raises TemplateSyntaxError (or its TemplateAssertionError) with Jinja's message where it is none,
 * also where it nests too deeply for a recursive compiler.
 */
export function parse(source: string, options: ParseOptions = {}): Template {
  return new Parser(source, options).parse();
}

/** The tokens of a template as the parser sees them, after what extensions do to source and tokens. */
export function tokenize(source: string, options: ParseOptions = {}): Iterable<Token> {
  const extensions = inOrder(options);
  const origin: Origin = { name: options.name ?? null, filename: options.filename ?? null, source };
  let text = source;
  for (const extension of extensions) {
    text = extension.preprocess?.(text, origin.name, origin.filename) ?? text;
  }
  let tokens: Iterable<Token> = new Lexer(text, resolveSyntax(options), origin);
  for (const extension of extensions) tokens = extension.filterStream?.(tokens, options) ?? tokens;
  return tokens;
}

class Parser implements ParserCore {
  readonly stream: TokenStream;
  readonly options: ParseOptions;
  readonly #source: string;
  readonly #extensionTags: ReadonlyMap<string, TagParser>;
  /** The tags that are open, the innermost last. */
  readonly #tags: string[] = [];
  /** For each open body the tags that may end it. */
  readonly #ends: (readonly Expected[])[] = [];
  #depth = 0;

  constructor(source: string, options: ParseOptions) {
    this.#source = source;
    this.options = options;
    this.#extensionTags = extensionTags(options);
    this.stream = new TokenStream(tokenize(source, options), (message, at) => this.fail(message, at));
  }

  parse(): Template {
    const body = this.#parseBody();
    const template: Template = { type: "Template", line: 1, column: 1, width: 1, body };
    if (this.stream.longestTag > SHORT_TAG) checkDepth(template, (message, at) => this.fail(message, at));
    return template;
  }

  parseExpression(conditional = true): Expression {
    return parseExpression(this, conditional);
  }

  parseTuple(options: TupleOptions = {}): Expression {
    return parseTuple(this, options);
  }

  parseAssignTarget(options: TargetOptions = {}): Target {
    return parseAssignTarget(this, options);
  }

  parseAssignName(): Name {
    return parseAssignName(this);
  }

  parseFilterChain(inline: boolean): Filter | null {
    return parseFilterChain(this, inline);
  }

  parseSignature(): { readonly args: readonly Name[]; readonly defaults: readonly Expression[] } {
    return parseSignature(this);
  }

  parseStatements(ends: readonly Expected[], drop = false): readonly Statement[] {
    this.enter();
    // A colon before the end of the tag is allowed, as in Python.
    this.stream.skipIf(":");
    this.stream.expect("block_end");
    this.#ends.push(ends);
    const body = this.#parseBody(ends);
    if (this.stream.test("eof")) this.fail(unexpectedEnd(this.#ends, this.#tags));
    this.#ends.pop();
    if (drop) this.stream.next();
    this.leave();
    return body;
  }

  enter(): void {
    this.#depth += 1;
    if (this.#depth > MAX_NESTING) this.fail(`the template nests too deeply: more than ${MAX_NESTING} levels`);
  }

  leave(): void {
    this.#depth -= 1;
  }

  fail(message: string, at: Position = this.stream.current, failure: FailureClass = TemplateSyntaxError): never {
    const { name, filename } = this.options;
    const place = { ...placeOf(at), template: name ?? null, filename: filename ?? null, source: this.#source };
    throw new failure(message, place);
  }

  /** Statements up to a tag that begins with one of `ends` (its name is then the current token) or to the end. */
  #parseBody(ends: readonly Expected[] = []): Statement[] {
    const body: Statement[] = [];
    let output: Output["nodes"][number][] = [];
    const flush = (): void => {
      const [first] = output;
      if (first !== undefined) body.push({ type: "Output", ...placeOf(first), nodes: output });
      output = [];
    };
    while (!this.stream.test("eof")) {
      const token = this.stream.next();
      if (token.type === "data") {
        output.push({ type: "TemplateData", ...placeOf(token), data: String(token.value) });
      } else if (token.type === "variable_begin") {
        output.push(this.parseTuple());
        this.stream.expect("variable_end");
      } else {
        flush();
        if (this.stream.testAny(ends)) return body;
        body.push(...asList(this.#parseStatement()));
        this.stream.expect("block_end");
      }
    }
    flush();
    return body;
  }

  #parseStatement(): Parsed {
    const tag = this.stream.current;
    if (tag.type !== "name") this.fail("tag name expected");
    const name = String(tag.value);
    const parser = statementParsers.get(name) ?? this.#extensionTags.get(name);
    if (parser === undefined) return this.fail(unknownTag(name, this.#ends, this.#tags, this.#knownTags()));
    this.#tags.push(name);
    const statement = parser(this);
    this.#tags.pop();
    return statement;
  }

  #knownTags(): string[] {
    return [...statementParsers.keys(), ...this.#extensionTags.keys()];
  }
}

function asList(parsed: Parsed): readonly Statement[] {
  return Array.isArray(parsed) ? (parsed as readonly Statement[]) : [parsed as Statement];
}

function inOrder({ extensions = [] }: ParseOptions): readonly Extension[] {
  return extensions.toSorted((a, b) => (a.priority ?? 100) - (b.priority ?? 100));
}

function extensionTags(options: ParseOptions): ReadonlyMap<string, TagParser> {
  const tags = new Map<string, TagParser>();
  for (const extension of inOrder(options)) {
    for (const tag of extension.tags) {
      if (extension.parse !== undefined) tags.set(tag, parser => extension.parse?.(parser) ?? []);
    }
  }
  return tags;
}
