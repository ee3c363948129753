// What a template's syntax may look like, and what else its parser must know.
import type { Extension } from "./extension.ts";

/** Delimiters and whitespace rules (jinja2.Environment's options of the same names). */
export interface SyntaxOptions {
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
  /** Lines that begin with it are statements; null for none. */
  readonly lineStatementPrefix: string | null;
  /** What follows it on a line is a comment; null for none. */
  readonly lineCommentPrefix: string | null;
  /** The first newline after a statement or a comment is dropped. */
  readonly trimBlocks: boolean;
  /** Blanks before a statement or a comment are dropped where it is the first on its line. */
  readonly lstripBlocks: boolean;
  /** Every newline of the source is printed as this one. */
  readonly newlineSequence: "\n" | "\r\n" | "\r";
  /** False: one newline at the very end of the source is dropped. */
  readonly keepTrailingNewline: boolean;
}

const defaultSyntax: SyntaxOptions = {
  blockStart: "{%",
  blockEnd: "%}",
  variableStart: "{{",
  variableEnd: "}}",
  commentStart: "{#",
  commentEnd: "#}",
  lineStatementPrefix: null,
  lineCommentPrefix: null,
  trimBlocks: false,
  lstripBlocks: false,
  newlineSequence: "\n",
  keepTrailingNewline: false,
};

type Optional<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Everything is optional; what is left out is as in Jinja. */
export interface ParseOptions extends Optional<SyntaxOptions> {
  /** The template's name and file, for errors. */
  readonly name?: string | null | undefined;
  readonly filename?: string | null | undefined;
  readonly extensions?: readonly Extension[] | undefined;
  /** i18n: variables are given to gettext as keywords instead of being formatted in afterwards. */
  readonly newstyleGettext?: boolean | undefined;
  /** i18n: the policy `ext.i18n.trimmed`, for `trans` blocks that do not say. */
  readonly trimmedTranslations?: boolean | undefined;
}

/** The syntax with all that was left out (or is undefined) filled in. */
export function resolveSyntax(options: Optional<SyntaxOptions>): SyntaxOptions {
  return {
    blockStart: options.blockStart ?? defaultSyntax.blockStart,
    blockEnd: options.blockEnd ?? defaultSyntax.blockEnd,
    variableStart: options.variableStart ?? defaultSyntax.variableStart,
    variableEnd: options.variableEnd ?? defaultSyntax.variableEnd,
    commentStart: options.commentStart ?? defaultSyntax.commentStart,
    commentEnd: options.commentEnd ?? defaultSyntax.commentEnd,
    // An empty prefix is none, as in Jinja's documentation.
    lineStatementPrefix: options.lineStatementPrefix || null,
    lineCommentPrefix: options.lineCommentPrefix || null,
    trimBlocks: options.trimBlocks ?? defaultSyntax.trimBlocks,
    lstripBlocks: options.lstripBlocks ?? defaultSyntax.lstripBlocks,
    newlineSequence: options.newlineSequence ?? defaultSyntax.newlineSequence,
    keepTrailingNewline: options.keepTrailingNewline ?? defaultSyntax.keepTrailingNewline,
  };
}
