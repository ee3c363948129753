// Jinja's lipsum: paragraphs of words that mean nothing, for layouts that wait for text.
import { valueError } from "../errors.ts";
import { checkLength, countTurns } from "../limits.ts";
import { escapeText } from "../values/escape.ts";
import { markup, type Markup } from "../values/markup.ts";
import { rangeArgument } from "./range.ts";

/** From Cicero's De finibus, as printers have garbled it ever since. */
const WORDS = (
  "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna " +
  "aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis " +
  "aute irure in reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur excepteur sint occaecat cupidatat " +
  "non proident sunt culpa qui officia deserunt mollit anim id est laborum at vero eos accusamus iusto odio " +
  "dignissimos ducimus blanditiis praesentium voluptatum deleniti atque corrupti quos dolores quas molestias"
).split(" ");

/** Units of a word and its blank at most. */
const WORD = 16;

/** An integer from `low` up to, not including, `high`. */
export type RandomInteger = (low: number, high: number) => number;

function randomInteger(low: number, high: number): number {
  return low + Math.floor(Math.random() * (high - low));
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** One paragraph: commas after some words, full stops after some more, never a word twice in a row. */
function paragraph(length: number, random: RandomInteger): string {
  let text = "";
  let previous = "";
  let untilComma = random(3, 8);
  let untilStop = random(10, 20);
  for (let index = 0; index < length; index++) {
    const candidates = WORDS.filter(word => word !== previous);
    previous = candidates[random(0, candidates.length)] ?? "lorem";
    const starts = text === "" || text.endsWith(".");
    text += (text === "" ? "" : " ") + (starts ? capitalized(previous) : previous);
    if (index === length - 1 || --untilStop <= 0) {
      text += ".";
      untilStop = random(10, 20);
      untilComma = random(3, 8);
    } else if (--untilComma <= 0) {
      text += ",";
      untilComma = random(3, 8);
    }
  }
  return text === "" ? "." : text;
}

/**
 * `n` paragraphs of `min` up to, not including, `max` words each; as `<p>` elements unless `html` is false.
 * Raises ValueError where there is no number between `min` and `max`.
 */
export function lipsum(
  n: number,
  html: boolean,
  min: number,
  max: number,
  random: RandomInteger = randomInteger,
): string | Markup {
  if (n > 0 && min >= max) throw valueError(`empty range for randrange() (${min}, ${max}, ${max - min})`);
  const count = Math.max(0, n);
  countTurns(count);
  checkLength(count * Math.max(1, max) * WORD);
  const made = Array.from({ length: count }, () => paragraph(random(min, max), random));
  return html ? markup(made.map(text => `<p>${escapeText(text)}</p>`).join("\n")) : made.join("\n\n");
}

/** As templates call it. */
export function lipsumGlobal(
  n: unknown = 5,
  html: unknown = true,
  min: unknown = 20,
  max: unknown = 100,
): string | Markup {
  return lipsum(rangeArgument(n), Boolean(html), rangeArgument(min), rangeArgument(max));
}
