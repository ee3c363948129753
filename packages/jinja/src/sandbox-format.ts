// str.format in a sandbox: its fields reach into values as templates do, not behind the sandbox's back.
import { itemOf } from "./format/lookup.ts";
import { formatWith, strFormat, type FormatHooks } from "./format/str-format.ts";
import { markupHooks } from "./methods/markup.ts";
import type { EnvironmentCore } from "./runtime/types.ts";
import { withSignature, type Callable } from "./values/callable.ts";
import { Markup, markup } from "./values/markup.ts";

function valuesOf(mapping: unknown): (key: string) => unknown {
  return key => itemOf(mapping, key);
}

type Build = (text: string, hooks: FormatHooks) => string;

/** `text.format` or `text.format_map` for a str or a Markup; `undefined` for other names. */
export function safeFormat(environment: EnvironmentCore, self: unknown, name: string): Callable | undefined {
  const lookups: FormatHooks = {
    attribute: (object, key) => environment.getAttribute(object, key),
    item: (object, key) => environment.getItem(object, key),
  };
  const finish = (build: Build): unknown =>
    self instanceof Markup
      ? markup(build(self.toString(), { ...markupHooks, ...lookups }))
      : build(String(self), lookups);
  if (name === "format") {
    return withSignature(
      (kwargs: Map<string, unknown>, ...args: unknown[]) =>
        finish((text, hooks) => strFormat(text, args, kwargs, hooks)),
      { parameters: [], varargs: true, kwargs: true },
    );
  }
  if (name !== "format_map") return undefined;
  return withSignature((mapping: unknown) => finish((text, hooks) => formatWith(text, [], valuesOf(mapping), hooks)), {
    parameters: ["mapping"],
    required: 1,
  });
}
