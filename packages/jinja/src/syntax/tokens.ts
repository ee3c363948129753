// The tokens of a template, and how error messages speak of them.

/** An operator's type is its spelling: "+", "==", "**". */
export type TokenType =
  | "data"
  | "variable_begin"
  | "variable_end"
  | "block_begin"
  | "block_end"
  | "name"
  | "string"
  | "integer"
  | "float"
  | "eof"
  | Operator;

/** Signs of the language. */
export type Operator =
  | "+"
  | "-"
  | "*"
  | "**"
  | "/"
  | "//"
  | "%"
  | "~"
  | "("
  | ")"
  | "["
  | "]"
  | "{"
  | "}"
  | "="
  | "=="
  | "!="
  | ">"
  | ">="
  | "<"
  | "<="
  | "."
  | ":"
  | "|"
  | ","
  | ";";

/** A piece of a source. */
export interface Token {
  readonly type: TokenType;
  /** A string's text, a name, a number's value; the source's text of all others. */
  readonly value: string | number | bigint;
  readonly line: number;
  readonly column: number;
  readonly width: number;
}

/** A token to look for: a type, or a certain name as "name:endfor". */
export type Expected = TokenType | `name:${string}`;

const DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
  ["data", "template data / text"],
  ["variable_begin", "begin of print statement"],
  ["variable_end", "end of print statement"],
  ["block_begin", "begin of statement block"],
  ["block_end", "end of statement block"],
  ["eof", "end of template"],
]);

/** How Jinja's messages call a token: a name is itself, all others are their kind. */
export function describeToken(token: Token): string {
  return token.type === "name" ? String(token.value) : describeType(token.type);
}

/** As Jinja's messages name it. */
export function describeExpected(expected: Expected): string {
  return expected.startsWith("name:") ? expected.slice("name:".length) : describeType(expected);
}

function describeType(type: string): string {
  return DESCRIPTIONS.get(type) ?? type;
}

/** Asked several times per token, so it makes no strings. */
export function matches(token: Token, expected: Expected): boolean {
  if (token.type !== "name") return token.type === expected;
  if (!expected.startsWith("name:")) return expected === "name";
  const name = token.value as string;
  return expected.length === name.length + "name:".length && expected.endsWith(name);
}
