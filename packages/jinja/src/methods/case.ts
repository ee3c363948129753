// Upper, lower and title case by Unicode's rules as Python applies them.

/** The digraphs with a title form of their own, in threes: upper, title, lower. */
const DIGRAPHS = "\u01c4\u01c5\u01c6\u01c7\u01c8\u01c9\u01ca\u01cb\u01cc\u01f1\u01f2\u01f3";
const IOTA_BELOW = "\u0345";
const LIGATURE = /[\u00df\u0587\ufb00-\ufb17]/;

/** The title form of one character, which may be several: "ß" gives "Ss". */
function titleOf(char: string): string {
  const code = char.codePointAt(0) as number;
  if (code < 0x80) return char.toUpperCase();
  const digraph = DIGRAPHS.indexOf(char);
  if (digraph !== -1) return DIGRAPHS.charAt(digraph - (digraph % 3) + 1);
  // Georgian has capitals for whole words only.
  if (code >= 0x10d0 && code <= 0x10ff) return char;
  if (code >= 0x1f80 && code <= 0x1ffc) return greekTitle(char);
  const upper = char.toUpperCase();
  return LIGATURE.test(char) ? upper.charAt(0) + upper.slice(1).toLowerCase() : upper;
}

/** A small iota stays below the capital. */
function greekTitle(char: string): string {
  const parts = char.normalize("NFD");
  if (!parts.includes(IOTA_BELOW)) return char.toUpperCase();
  const capital = parts.charAt(0).toUpperCase() + parts.slice(1);
  // Unicode's table of special cases leaves a circumflex without a breathing apart.
  return parts.charAt(1) === "\u0342" ? capital : capital.normalize("NFC");
}

const CASED = /\p{Cased}/u;

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}

/** `str.title()`: a letter after a letter is small, any other is a capital ("They'Re"). */
export function title(text: string): string {
  if (isAscii(text)) {
    return text.toLowerCase().replace(/[a-z]+/g, word => word.charAt(0).toUpperCase() + word.slice(1));
  }
  // Small letters are made in the whole text, so that a sigma at a word's end gets its form.
  return eachCased(text, (char, inWord, lower) => (inWord ? lower : titleOf(char)));
}

function eachCased(text: string, change: (char: string, inWord: boolean, lower: string) => string): string {
  const lowered = lowerCharacters(text);
  let made = "";
  let inWord = false;
  let place = 0;
  for (const char of text) {
    made += change(char, inWord, lowered[place++] as string);
    inWord = CASED.test(char);
  }
  return made;
}

/** The small form of each character; only a final sigma depends on its neighbors. */
function lowerCharacters(text: string): string[] {
  const chars = Array.from(text);
  if (!text.includes("\u03a3")) return chars.map(char => char.toLowerCase());
  const lowered = text.toLowerCase();
  let at = 0;
  return chars.map(char => {
    const lower = char === "\u03a3" ? lowered.charAt(at) : char.toLowerCase();
    at += lower.length;
    return lower;
  });
}

/** `str.capitalize()`. */
export function capitalize(text: string): string {
  const code = text.codePointAt(0);
  if (code === undefined) return "";
  const first = String.fromCodePoint(code);
  if (!text.includes("\u03a3")) return titleOf(first) + text.slice(first.length).toLowerCase();
  return titleOf(first) + lowerCharacters(text).slice(1).join("");
}

/** `str.swapcase()`. */
export function swapcase(text: string): string {
  return eachCased(text, (char, _, lower) => {
    if (/\p{Uppercase}/u.test(char)) return lower;
    return /\p{Lowercase}/u.test(char) ? char.toUpperCase() : char;
  });
}

const FOLDED_OTHERWISE = /[\u0131\u1e9e\u13a0-\u13fd\uab70-\uabbf]/;

/** `str.casefold()`: the full case folding, which for nearly all is the small form of the capital. */
export function casefold(text: string): string {
  if (FOLDED_OTHERWISE.test(text)) return Array.from(text, foldCharacter).join("");
  return text.toUpperCase().toLowerCase().replaceAll("\u03c2", "\u03c3");
}

function foldCharacter(char: string): string {
  const code = char.charCodeAt(0);
  if (code === 0x131) return char;
  if (code === 0x1e9e) return "ss";
  // Cherokee folds to its capitals, which were there first.
  if ((code >= 0x13a0 && code <= 0x13fd) || (code >= 0xab70 && code <= 0xabbf)) return char.toUpperCase();
  return casefold(char);
}

/** `str.isupper()`: letters with case, none of them small. */
export function isupper(text: string): boolean {
  return /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
}

/** `str.islower()`. */
export function islower(text: string): boolean {
  return /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text);
}

/** `str.istitle()`: capitals begin words and stand nowhere else. */
export function istitle(text: string): boolean {
  let inWord = false;
  let found = false;
  for (const char of text) {
    if (/[\p{Uppercase}\p{Lt}]/u.test(char)) {
      if (inWord) return false;
      inWord = found = true;
    } else if (/\p{Lowercase}/u.test(char)) {
      if (!inWord) return false;
      found = true;
    } else {
      inWord = false;
    }
  }
  return found;
}
