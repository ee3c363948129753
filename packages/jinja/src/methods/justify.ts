// str.center and its siblings: widths in code points.
import { typeError } from "../errors.ts";
import { checkOutput } from "../limits.ts";
import { padding } from "../format/pad.ts";
import { codePointLength } from "../values/codepoints.ts";
import { textOf } from "../values/markup.ts";
import { typeName } from "../values/typename.ts";
import { countOf } from "../values/ints.ts";

function fillOf(value: unknown): string {
  if (value === undefined) return " ";
  const text = textOf(value);
  if (text === undefined) throw typeError(`The fill character must be a unicode character, not ${typeName(value)}`);
  if (codePointLength(text) !== 1) throw typeError("The fill character must be exactly one character long");
  return text;
}

/** How many characters are missing to a width. */
function missing(self: string, width: unknown): number {
  return Math.max(countOf(width) - codePointLength(self), 0);
}

/** `str.center`. Raises TypeError, OverflowError. */
export function center(self: string, width: unknown, fillchar?: unknown): string {
  const lack = missing(self, width);
  const fill = fillOf(fillchar);
  // Of an odd rest the left gets more where the width is odd.
  const left = (lack >> 1) + (lack & countOf(width) & 1);
  return padding(fill, left) + self + padding(fill, lack - left);
}

/** `str.ljust`. Raises as `center`. */
export function ljust(self: string, width: unknown, fillchar?: unknown): string {
  const lack = missing(self, width);
  return self + padding(fillOf(fillchar), lack);
}

/** `str.rjust`. Raises as `center`. */
export function rjust(self: string, width: unknown, fillchar?: unknown): string {
  const lack = missing(self, width);
  return padding(fillOf(fillchar), lack) + self;
}

/** `str.zfill`: zeros go behind the sign. */
export function zfill(self: string, width: unknown): string {
  const zeros = padding("0", missing(self, width));
  const sign = self.startsWith("-") || self.startsWith("+") ? self.charAt(0) : "";
  return sign + zeros + self.slice(sign.length);
}

/** `str.expandtabs`: columns begin anew with each line. */
export function expandtabs(self: string, tabsize?: unknown): string {
  const size = tabsize === undefined ? 8 : countOf(tabsize);
  let made = "";
  let column = 0;
  for (const char of self) {
    if (char === "\t") {
      const spaces = size > 0 ? size - (column % size) : 0;
      made += padding(" ", spaces);
      column += spaces;
    } else {
      made += char;
      column = char === "\n" || char === "\r" ? 0 : column + 1;
    }
    checkOutput(made.length);
  }
  return made;
}
