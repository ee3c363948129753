// How classes of the engine say what templates see of them. The names are symbols, which no template can spell.

/** `[REPR](print: (part: unknown) => string): string`, as Python's `__repr__`; `print` spells parts that may hold the object. */
export const REPR: unique symbol = Symbol.for("seatstack.jinja.repr") as never;

/** `[TEXT](): string`, as Python's `__str__`, where it is not what REPR gives. */
export const TEXT: unique symbol = Symbol.for("seatstack.jinja.text") as never;

/** `[ATTRIBUTE](name: string): unknown` answers `value.name` in place of all other rules; `undefined` where there is none. */
export const ATTRIBUTE: unique symbol = Symbol.for("seatstack.jinja.attribute") as never;

/** `[ITEM](key: unknown): unknown` answers `value[key]`; `undefined` where there is none. */
export const ITEM: unique symbol = Symbol.for("seatstack.jinja.item") as never;

/** `[CALL](args, kwargs, context): unknown` makes an object callable. */
export const CALL: unique symbol = Symbol.for("seatstack.jinja.call") as never;

/** `[ITERATE](): Iterable<unknown>`, as Python's `__iter__`, where templates see other items than JavaScript does. */
export const ITERATE: unique symbol = Symbol.for("seatstack.jinja.iterate") as never;

/** `[LENGTH](): number`, as Python's `__len__`; an object whose length is 0 is false. */
export const LENGTH: unique symbol = Symbol.for("seatstack.jinja.length") as never;

/** `[CONTAINS](item: unknown): boolean`, as Python's `__contains__`. */
export const CONTAINS: unique symbol = Symbol.for("seatstack.jinja.contains") as never;

/** `[SET_LIKE](): true` with LENGTH and CONTAINS: compared and subtracted as a set. */
export const SET_LIKE: unique symbol = Symbol.for("seatstack.jinja.setLike") as never;

/** `[TYPE_NAME](): string`, the class's name in messages where it is not the JavaScript one. */
export const TYPE_NAME: unique symbol = Symbol.for("seatstack.jinja.typeName") as never;

/** What only templates have: an object of the host's with a function `root` is none. */
export const TEMPLATE: unique symbol = Symbol.for("seatstack.jinja.template") as never;

/** The function that an object carries under one of these symbols. */
export function protocolOf(value: unknown, name: symbol): ((...args: unknown[]) => unknown) | undefined {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  const found = (value as Record<symbol, unknown>)[name];
  return typeof found === "function" ? (found as (...args: unknown[]) => unknown) : undefined;
}
