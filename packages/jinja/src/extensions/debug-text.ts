// The layout of `{% debug %}`: Python's pprint.pformat(…, depth=3, compact=True).
import { entriesOf, isMapping } from "../values/mapping.ts";
import { REPR } from "../values/protocol.ts";
import { repr } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";

const WIDTH = 80;

/** Prints as the text that it was made from. */
class Verbatim {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  [REPR](): string {
    return this.#text;
  }
}

/** A list of names with as many on a line as fit. `indent`: columns before its bracket; a bracket and one more follow it. */
export function compactList(names: readonly string[], indent: number): unknown {
  const lines: string[] = [];
  let line = "";
  names.forEach((name, index) => {
    const text = repr(name);
    const room = WIDTH - indent - 1 - (index === names.length - 1 ? 2 : 1);
    const longer = line === "" ? text : `${line}, ${text}`;
    if (line === "" || longer.length <= room) {
      line = longer;
    } else {
      lines.push(line);
      line = text;
    }
  });
  return new Verbatim(`[${[...lines, line].join(`,\n${" ".repeat(indent + 1)}`)}]`);
}

/** A dict's or a list's items, but dots for what those hold. Anything else is as it is. */
export function shallow(value: unknown): unknown {
  if (isMapping(value)) return new Map(Array.from(entriesOf(value), ([key, item]) => [key, dots(item)]));
  if (value instanceof Tuple) return Tuple.from(value, dots);
  return Array.isArray(value) ? value.map(dots) : value;
}

function dots(value: unknown): unknown {
  if (isMapping(value)) return Array.from(entriesOf(value)).length === 0 ? value : new Verbatim("{...}");
  if (!Array.isArray(value) || value.length === 0) return value;
  if (!(value instanceof Tuple)) return new Verbatim("[...]");
  return new Verbatim(value.length === 1 ? "(...,)" : "(...)");
}
