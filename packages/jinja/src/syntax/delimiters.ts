// The delimiters of one syntax as regular expressions: where a tag may begin and how it ends.
import { SPACES } from "../values/whitespace.ts";
import { BLANK } from "./characters.ts";
import type { SyntaxOptions } from "./options.ts";

/** What begins at a delimiter. */
export type Opening = "block" | "variable" | "comment" | "lineStatement" | "lineComment";

/** The expressions of one syntax. */
export interface Delimiters {
  /** Finds the next tag. Groups: a raw tag, its sign; one for each of `kinds`, their sign. */
  readonly open: RegExp;
  readonly kinds: readonly Opening[];
  /** Sticky: the end of a tag with what it takes of the following whitespace. */
  readonly blockEnd: RegExp;
  readonly variableEnd: RegExp;
  /** The end of a comment. */
  readonly commentEnd: RegExp;
  /** The end of a raw block; group 1 is the sign at its left. */
  readonly rawEnd: RegExp;
}

/** How many syntaxes are kept; a process seldom has more than one or two. */
const CACHE_SIZE = 50;
const cache = new Map<string, Delimiters>();

/** Made once for each syntax. */
export function delimitersOf(syntax: SyntaxOptions): Delimiters {
  const key = JSON.stringify(syntax);
  let delimiters = cache.get(key);
  if (delimiters === undefined) {
    if (cache.size >= CACHE_SIZE) cache.clear();
    delimiters = compileDelimiters(syntax);
    cache.set(key, delimiters);
  }
  return delimiters;
}

/** The start of a line; JavaScript's own `m` flag knows more kinds of line ends than Jinja does. */
const LINE_START = "(?<=^|\\n)";
/** A line comment may follow other text; the blanks before it belong to it. */
const COMMENT_START = `(?<=^|\\n|[^${SPACES}])[${BLANK}]*`;

interface Rule {
  readonly kind: Opening;
  readonly pattern: string;
  readonly length: number;
}

function rule(kind: Opening, delimiter: string, before = ""): Rule {
  return { kind, pattern: before + literal(delimiter), length: delimiter.length };
}

/** Of two delimiters that begin at one place the longer one wins; of equally long ones the first in this list. */
function openings(syntax: SyntaxOptions): readonly Rule[] {
  const rules = [rule("variable", syntax.variableStart)];
  if (syntax.lineStatementPrefix !== null) {
    rules.push(rule("lineStatement", syntax.lineStatementPrefix, `${LINE_START}[ \\t\\v]*`));
  }
  if (syntax.lineCommentPrefix !== null) rules.push(rule("lineComment", syntax.lineCommentPrefix, COMMENT_START));
  rules.push(rule("comment", syntax.commentStart), rule("block", syntax.blockStart));
  return rules.toSorted((a, b) => b.length - a.length);
}

function compileDelimiters(syntax: SyntaxOptions): Delimiters {
  const rules = openings(syntax);
  const begin = literal(syntax.blockStart);
  const end = literal(syntax.blockEnd);
  const space = `[${SPACES}]*`;
  const trim = syntax.trimBlocks ? "\\n?" : "";
  const blockEnd = `(?:\\+${end}|-${end}${space}|${end}${trim})`;
  const raw = `(${begin}([-+]?)${space}raw${space}(?:-${end}${space}|${end}))`;
  const commentEnd = literal(syntax.commentEnd);
  const variableEnd = literal(syntax.variableEnd);
  return {
    open: new RegExp(`${raw}|(?:${rules.map(({ pattern }) => `(${pattern})`).join("|")})([-+]?)`, "g"),
    kinds: rules.map(({ kind }) => kind),
    blockEnd: new RegExp(blockEnd, "y"),
    variableEnd: new RegExp(`-${variableEnd}${space}|${variableEnd}`, "y"),
    commentEnd: new RegExp(`\\+${commentEnd}|-${commentEnd}${space}|${commentEnd}${trim}`, "g"),
    rawEnd: new RegExp(`${begin}([-+]?)${space}endraw${space}${blockEnd}`, "g"),
  };
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
