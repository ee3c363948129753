// What an extension is, and what it sees of the parser.
import type { PythonSyntaxError, TemplateAssertionError, TemplateSyntaxError } from "../errors.ts";
import type { EnvironmentCore } from "../runtime/types.ts";
import type { Expression, Filter, Name, Position, Statement, Target } from "./ast.ts";
import type { ParseOptions } from "./options.ts";
import type { Expected, Token } from "./tokens.ts";

/** What a tag's parser makes: one statement or several. */
export type Parsed = Statement | readonly Statement[];

/** A part of the language that can be switched on. */
export interface Extension {
  /** Its canonical name, as Jinja's: "jinja2.ext.do". */
  readonly name?: string;
  /** The tags that `parse` is called for; the current token is then the tag's name. */
  readonly tags: readonly string[];
  /** Of several extensions the one with the lowest goes first; 100 unless told. */
  readonly priority?: number;
  /** Rewrites the source before it is read. */
  preprocess?(source: string, name: string | null, filename: string | null): string;
  /** Sees all tokens before the parser does, as they are needed. */
  filterStream?(tokens: Iterable<Token>, options: ParseOptions): Iterable<Token>;
  /** Reads one statement up to, not including, the end of its last tag. */
  parse?(parser: ParserApi): Parsed;
  /** Adds filters or globals that its statements need to an environment. */
  setup?(environment: EnvironmentCore): void;
}

/** The tokens that are still to be read. */
export interface TokenReader {
  readonly current: Token;
  /** Takes the current token. */
  next(): Token;
  /** The token after the current one. */
  look(): Token;
  test(expected: Expected): boolean;
  testAny(expected: readonly Expected[]): boolean;
  /** Takes the token if it is the expected one; says whether it was. */
  skipIf(expected: Expected): boolean;
  nextIf(expected: Expected): Token | null;
  /** Takes the token; a TemplateSyntaxError if it is another one. */
  expect(expected: Expected): Token;
}

/** How far a tuple reaches. */
export interface TupleOptions {
  /** False: stop before `if` (as in `for x in y if z`). */
  readonly conditional?: boolean;
}

/** What may be assigned to. */
export interface TargetOptions {
  /** `namespace.attribute` is allowed. */
  readonly namespaces?: boolean;
}

/** What the parser raises. */
export type FailureClass = typeof TemplateSyntaxError | typeof TemplateAssertionError | typeof PythonSyntaxError;

/** The parser as tags and extensions use it. */
export interface ParserApi {
  readonly stream: TokenReader;
  readonly options: ParseOptions;
  /** `conditional: false` reads no inline `if`. */
  parseExpression(conditional?: boolean): Expression;
  /** An expression, or several with commas in between. */
  parseTuple(options?: TupleOptions): Expression;
  parseAssignTarget(options?: TargetOptions): Target;
  /** A plain name to assign to. */
  parseAssignName(): Name;
  /** Filters without an operand; null for none. `inline`: the first comes without its `|`. */
  parseFilterChain(inline: boolean): Filter | null;
  /** `(a, b=1)` of a macro or a call block. */
  parseSignature(): { readonly args: readonly Name[]; readonly defaults: readonly Expression[] };
  /** The end of this tag, then everything up to a tag that begins with one of `ends`; `drop` takes that name as well. */
  parseStatements(ends: readonly Expected[], drop?: boolean): readonly Statement[];
  /** Raises, at the current token unless told where. */
  fail(message: string, at?: Position, failure?: FailureClass): never;
}
