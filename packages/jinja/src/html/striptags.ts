// Markup without its tags and comments, in time that grows with its length only.
import { SPACES } from "../values/whitespace.ts";
import { unescape } from "./unescape.ts";

/** Text without a part that is known only in pieces. */
class Kept {
  readonly #pieces: string[] = [];

  push(piece: string): void {
    if (piece !== "") this.#pieces.push(piece);
  }

  /** The last characters, at most `length`. */
  end(length: number): string {
    let end = "";
    for (let place = this.#pieces.length - 1; place >= 0 && end.length < length; place--) {
      end = (this.#pieces[place] as string) + end;
    }
    return length === 0 ? "" : end.slice(-length);
  }

  drop(length: number): void {
    for (let left = length; left > 0;) {
      const piece = this.#pieces.pop() as string;
      if (piece.length > left) this.#pieces.push(piece.slice(0, -left));
      left -= piece.length;
    }
  }

  toString(): string {
    return this.#pieces.join("");
  }
}

/**
 * Takes out all from `open` to the next `close`, until one of them is missing.
 * What is left and right of a removed part may make a new `open`: `<!<!-- -->-- x -->`.
 */
function removeBetween(text: string, open: string, close: string): string {
  const kept = new Kept();
  let place = 0;
  for (;;) {
    const end = kept.end(open.length - 1);
    const seam = end + text.slice(place, place + open.length + close.length);
    const atSeam = seam.indexOf(open);
    const isAcross = atSeam >= 0 && atSeam < end.length;
    const start = isAcross ? place : text.indexOf(open, place);
    if (start < 0) break;
    // The closing sign may share characters with the opening one: `<!-->`.
    const closeAtSeam = isAcross ? seam.indexOf(close, atSeam) : -1;
    const stop = closeAtSeam >= 0 ? place + closeAtSeam - end.length : text.indexOf(close, start);
    if (stop < 0) break;
    if (isAcross) kept.drop(end.length - atSeam);
    else kept.push(text.slice(place, start));
    place = stop + close.length;
  }
  kept.push(text.slice(place));
  return kept.toString();
}

const GAP = new RegExp(`[${SPACES}]+`);

/** Text without comments and tags, its white space made single spaces, its character references resolved (markupsafe's striptags). */
export function striptags(markup: string): string {
  const text = removeBetween(removeBetween(markup, "<!--", "-->"), "<", ">");
  return unescape(
    text
      .split(GAP)
      .filter(word => word !== "")
      .join(" "),
  );
}
