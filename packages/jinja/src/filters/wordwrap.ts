// Lines of at most so many characters, broken where Python's textwrap breaks them.
import { typeError } from "../errors.ts";
import { strip } from "../values/whitespace.ts";
import { codePointLength, hasSurrogates, pointsBefore } from "../values/codepoints.ts";

/** How words that do not fit are treated. */
export interface WrapOptions {
  /** Break words that are longer than a line. */
  readonly breakLongWords: boolean;
  /** Break after hyphens within words that are longer than a line. */
  readonly breakOnHyphens: boolean;
  /** And within all others: Python asks here whether its option is True itself, which 1 is not. */
  readonly splitOnHyphens: boolean;
}

/** White space where lines break; a no-break space is none. */
const SPACE = "[\\t\\n\\x0b\\f\\r ]";
const NO_SPACE = "[^\\t\\n\\x0b\\f\\r ]";
const LETTER = "[\\p{L}\\p{Nl}\\p{No}_]";
const WORD = "[\\p{L}\\p{N}_]";
const WORD_OR_PUNCTUATION = "[\\p{L}\\p{N}_!\"'&.,?]";

/** After a hyphen with two letters before it (or a letter, a hyphen and a letter) and two after it. */
const HYPHEN = `-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${LETTER}-))(?=${LETTER}-?${LETTER})`;
/** A dash of hyphens between words is a piece of its own. */
const DASH = `(?<=${WORD_OR_PUNCTUATION})-{2,}(?=${WORD})`;
const BEFORE_DASH = `(?<=${WORD_OR_PUNCTUATION})(?=-{2,}${WORD})`;
const PIECES = new RegExp(`${SPACE}+|${DASH}|${NO_SPACE}+?(?:${HYPHEN}|(?=${SPACE}|$)|${BEFORE_DASH})`, "gu");
const WORDS = new RegExp(`${SPACE}+|${NO_SPACE}+`, "gu");

function piecesOf(line: string, splitOnHyphens: boolean): string[] {
  return line.match(splitOnHyphens ? PIECES : WORDS) ?? [];
}

function isBlank(piece: string): boolean {
  return strip(piece) === "";
}

/** Lengths in code points. */
type Measure = (text: string) => number;

/** Texts without surrogates are measured at once; of the others those only that may fit into a line. */
function measureFor(line: string, width: number): Measure {
  if (!hasSurrogates(line)) return text => text.length;
  return text => (text.length > 2 * width ? Infinity : codePointLength(text));
}

/** One line being filled. */
interface Row {
  readonly pieces: string[];
  width: number;
}

/** How much of a word that is longer than a line goes onto this one, in UTF-16 units. */
function breakPlace(word: string, room: number, breakOnHyphens: boolean): number {
  if (!Number.isInteger(room)) throw typeError("slice indices must be integers or None or have an __index__ method");
  const end = pointsBefore(word, room);
  if (!breakOnHyphens || end >= word.length) return end;
  const hyphen = word.lastIndexOf("-", end - 1);
  // A word of hyphens only up to there is broken anywhere.
  return end > 0 && hyphen > 0 && /[^-]/.test(word.slice(0, hyphen)) ? hyphen + 1 : end;
}

/** Puts as many pieces onto the row as fit; `pieces` holds what is left, the next one last. */
function fill(row: Row, pieces: string[], width: number, measure: Measure): void {
  for (let next = pieces.at(-1); next !== undefined; next = pieces.at(-1)) {
    const size = measure(next);
    if (row.width + size > width) return;
    row.pieces.push(next);
    row.width += size;
    pieces.pop();
  }
}

/** Puts the beginning of a word that fits on no line onto this one. */
function breakWord(row: Row, pieces: string[], width: number, options: WrapOptions): void {
  const word = pieces.at(-1) as string;
  if (options.breakLongWords) {
    const place = breakPlace(word, width - row.width, options.breakOnHyphens);
    row.pieces.push(word.slice(0, place));
    pieces[pieces.length - 1] = word.slice(place);
  } else if (row.pieces.length === 0) {
    row.pieces.push(word);
    pieces.pop();
  }
}

/** Splits one line; `width` is more than 0. White space where it breaks is dropped; an empty line gives none. Raises TypeError where a word is to be broken at a fraction. */
export function wrapLine(line: string, width: number, options: WrapOptions): string[] {
  const measure = measureFor(line, width);
  const pieces = piecesOf(line, options.splitOnHyphens).toReversed();
  const lines: string[] = [];
  while (pieces.length > 0) {
    if (lines.length > 0 && isBlank(pieces.at(-1) as string)) pieces.pop();
    const row: Row = { pieces: [], width: 0 };
    fill(row, pieces, width, measure);
    const next = pieces.at(-1);
    if (next !== undefined && measure(next) > width) breakWord(row, pieces, width, options);
    if (row.pieces.length > 0 && isBlank(row.pieces.at(-1) as string)) row.pieces.pop();
    if (row.pieces.length > 0) lines.push(row.pieces.join(""));
  }
  return lines;
}
