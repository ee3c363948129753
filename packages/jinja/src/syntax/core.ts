// What the parts of the parser share.
import type { Position } from "./ast.ts";
import type { ParserApi } from "./extension.ts";
import type { TokenStream } from "./stream.ts";
import type { Token } from "./tokens.ts";

/** The parser as its own parts use it. */
export interface ParserCore extends ParserApi {
  readonly stream: TokenStream;
  /** One level of nesting deeper; fails beyond what the stack is sure to hold. Every `enter` has its `leave`. */
  enter(): void;
  leave(): void;
}

/** A node's place, without the rest of the node or token that it is taken from. */
export function placeOf({ line, column, width = 1 }: Position): Position {
  return { line, column, width };
}

/**
 * The place of a node that begins at `start` and ends with `last`, its operator being at `at`: the caret covers all of
 * it where it is on one line. Else it is the operator's place, whose line Jinja counts as the node's.
 */
export function span(start: Position, at: Position, last: Token): Position {
  if (start.line !== at.line) return placeOf(at);
  const end = last.line === start.line ? last : at;
  return { line: start.line, column: start.column, width: Math.max(1, end.column + (end.width ?? 1) - start.column) };
}
