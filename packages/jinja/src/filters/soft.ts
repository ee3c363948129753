// Text that filters work on: a str stays a str, Markup stays Markup.
import { methodOf } from "../methods/method-of.ts";
import { Undefined } from "../undefined.ts";
import { isMarkup, Markup } from "../values/markup.ts";
import { str } from "../values/text.ts";
import { noAttribute } from "../values/typename.ts";

/** What Python's code calls a string: a Markup is one. */
export type Text = string | Markup;

/** A str or a Markup. */
export function isText(value: unknown): value is Text {
  return typeof value === "string" || value instanceof Markup;
}

/** A value as text, Markup kept (markupsafe.soft_str). */
export function soft(value: unknown): Text {
  return isText(value) ? value : str(value);
}

/** `made` as Markup where `model` is. */
export function like(model: Text, made: string): Text {
  return isMarkup(model) ? new Markup(made) : made;
}

/** Calls a method of Python's str. Raises AttributeError where the value has none of that name. */
export function callTextMethod(self: unknown, name: string, ...args: unknown[]): unknown {
  const method = methodOf(self, name) as ((self: unknown, ...args: unknown[]) => unknown) | undefined;
  if (method !== undefined) return method(self, ...args);
  if (self instanceof Undefined) return self.fail();
  throw noAttribute(self, name);
}
