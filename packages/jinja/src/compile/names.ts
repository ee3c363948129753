// How names and text of a template are spelled in generated code.

/** Text as a JavaScript literal that is safe in any file: JSON's rules and the two line separators. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** Letters, digits and `_` stay; all else is spelled as its code between dollars, so that no two names meet. */
export function mangle(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/gu, sign => `$${(sign.codePointAt(0) as number).toString(16)}$`);
}

/** Text for a comment: nothing in it may end the line. */
export function comment(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is replaced
  return text.replace(/[\0-\x1f\x7f\u2028\u2029]/g, " ");
}

/** A number of a tree, as code: trees need not come from our parser, and what is no number must not become code. */
export function wholeNumber(value: unknown): number {
  return Number.isSafeInteger(value) ? (value as number) : 0;
}

const PYTHON_METHODS = [
  "items keys values get pop popitem update copy setdefault fromkeys clear append extend insert remove index count sort",
  "reverse add discard union intersection difference issubset issuperset isdisjoint symmetric_difference start stop step",
].flatMap(line => line.split(" "));

function inheritedNames(): Set<string> {
  const prototypes: object[] = [
    Object.prototype,
    Function.prototype,
    Array.prototype,
    String.prototype,
    Number.prototype,
    BigInt.prototype,
    Boolean.prototype,
    Map.prototype,
    Set.prototype,
    Date.prototype,
    RegExp.prototype,
    Promise.prototype,
    Error.prototype,
    ArrayBuffer.prototype,
    DataView.prototype,
    Object.getPrototypeOf(Uint8Array.prototype) as object,
    Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object,
  ];
  return new Set(prototypes.flatMap(prototype => Object.getOwnPropertyNames(prototype)));
}

const guarded = new Set([...inheritedNames(), ...PYTHON_METHODS, "length", "size", "name", "message", "prototype"]);

/**
 * Whether `x.name` may be read from an object as it is. False for what built-ins have by this name, in JavaScript or as
 * methods in Python: the rules of attributes decide about these.
 */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z$][\w$]*$/.test(name) && !name.startsWith("__") && !guarded.has(name);
}
