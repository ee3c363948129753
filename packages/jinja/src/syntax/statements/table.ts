// The statements of the language by their tags.
import type { Parsed, ParserApi } from "../extension.ts";
import { parseSet, parsePrint, parseWith } from "./assignment.ts";
import { parseAutoescape, parseFor, parseIf } from "./control.ts";
import { parseBlock, parseExtends } from "./inheritance.ts";
import { parseFromImport, parseImport, parseInclude } from "./inclusion.ts";
import { parseCallBlock, parseFilterBlock, parseMacro } from "./macros.ts";

/** Reads a statement; the current token is the tag's name. Stops before the end of its last tag. */
export type TagParser = (parser: ParserApi) => Parsed;

/** Extensions add to these. */
export const statementParsers: ReadonlyMap<string, TagParser> = new Map<string, TagParser>([
  ["for", parseFor],
  ["if", parseIf],
  ["block", parseBlock],
  ["extends", parseExtends],
  ["print", parsePrint],
  ["macro", parseMacro],
  ["include", parseInclude],
  ["from", parseFromImport],
  ["import", parseImport],
  ["set", parseSet],
  ["with", parseWith],
  ["autoescape", parseAutoescape],
  ["call", parseCallBlock],
  ["filter", parseFilterBlock],
]);
