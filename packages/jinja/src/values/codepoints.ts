// Texts by code points, as Python counts them; without surrogates a UTF-16 unit is one.

const SURROGATE = /[\ud800-\udfff]/;

/** Whether units and code points may differ. */
export function hasSurrogates(text: string): boolean {
  return SURROGATE.test(text);
}

/** `len(str)`. */
export function codePointLength(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let length = 0;
  for (let unit = 0; unit < text.length; unit++, length++) {
    if ((text.codePointAt(unit) as number) > 0xffff) unit++;
  }
  return length;
}

/** The character at a place; negative places count from the end; `undefined` outside. */
export function codePointAt(text: string, place: number): string | undefined {
  if (!SURROGATE.test(text)) return text.at(place);
  const first = place < 0 ? fromEnd(text, -place) : fromStart(text, place);
  const code = text.codePointAt(first);
  return code === undefined ? undefined : String.fromCodePoint(code);
}

/** Where the character begins that so many others precede. */
function fromStart(text: string, count: number): number {
  let unit = 0;
  for (let point = 0; point < count && unit < text.length; point++) {
    unit += (text.codePointAt(unit) as number) > 0xffff ? 2 : 1;
  }
  return unit;
}

/** Where the character begins that is the last, the last but one, and so on; -1 where there are not so many. */
function fromEnd(text: string, count: number): number {
  let unit = text.length;
  for (let point = 0; point < count && unit >= 0; point++) {
    unit -= unit > 1 && (text.codePointAt(unit - 2) as number) > 0xffff ? 2 : 1;
  }
  return unit;
}

/** How many UTF-16 units the first `count` characters take; all of them where there are fewer. A negative count leaves off so many at the end. */
export function pointsBefore(text: string, count: number): number {
  if (count < 0) return Array.from(text).slice(0, count).join("").length;
  const few = text.slice(0, 2 * count);
  if (!SURROGATE.test(few)) return Math.min(count, few.length);
  let unit = 0;
  for (let point = 0; point < count && unit < few.length; point++) {
    unit += (few.codePointAt(unit) as number) > 0xffff ? 2 : 1;
  }
  return unit;
}

/** The first `count` characters. */
export function firstCodePoints(text: string, count: number): string {
  return count >= text.length ? text : text.slice(0, pointsBefore(text, count));
}

/** -1, 0 or 1 by code points, where JavaScript's `<` compares UTF-16 units. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let unit = 0; unit < shorter; unit++) {
    const left = a.charCodeAt(unit);
    const right = b.charCodeAt(unit);
    if (left !== right) return rank(left) < rank(right) ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** Surrogates stand for code points above all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
