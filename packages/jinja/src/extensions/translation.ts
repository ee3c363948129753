// The text of a `trans` block as it is read: the message for gettext, and the variables within it.
import type { ParserApi } from "../syntax/extension.ts";
import { isSpaceAt, skipSpace, skipSpaceBack } from "../syntax/characters.ts";

/** A text for gettext. */
export interface Message {
  /** Variables as `%(name)s`, percent signs doubled. */
  readonly text: string;
  /** Names of the variables, as often as they occur. */
  readonly names: readonly string[];
}

/** Reads up to `endtrans` or `pluralize`, which is then the current token. */
export function parseMessage(parser: ParserApi, pluralizable: boolean): Message {
  const { stream } = parser;
  const names: string[] = [];
  let text = "";
  for (;;) {
    if (stream.test("data")) {
      text += String(stream.next().value).replaceAll("%", "%%");
    } else if (stream.skipIf("variable_begin")) {
      const name = String(stream.expect("name").value);
      names.push(name);
      text += `%(${name})s`;
      stream.expect("variable_end");
    } else if (stream.skipIf("block_begin")) {
      checkEnd(parser, pluralizable);
      return { text, names };
    } else {
      parser.fail("unclosed translation block");
    }
  }
}

function checkEnd(parser: ParserApi, pluralizable: boolean): void {
  const { current } = parser.stream;
  const tag = current.type === "name" ? String(current.value) : null;
  if (tag === "endtrans" || (tag === "pluralize" && pluralizable)) return;
  if (tag === "pluralize") parser.fail("a translatable section can have only one pluralize section");
  if (tag === "trans") parser.fail("trans blocks can't be nested; did you mean `endtrans`?");
  parser.fail(`control structures in translatable sections are not allowed; saw \`${tag ?? "None"}\``);
}

/** `trimmed`: line breaks with the blanks around them become one space, and both ends are stripped. */
export function trimMessage(text: string): string {
  const end = skipSpaceBack(text, 0, text.length);
  let out = "";
  for (let at = skipSpace(text, 0); at < end;) {
    const space = skipSpace(text, at);
    out += space > at && text.slice(at, space).includes("\n") ? " " : text.slice(at, space);
    at = nextSpace(text, space, end);
    out += text.slice(space, at);
  }
  return out;
}

function nextSpace(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && !isSpaceAt(text, at)) at += 1;
  return at;
}
