// str.format in a sandbox: its fields reach into values as templates do, not behind the sandbox's back.
import { typeError } from "../errors.ts";
import { itemOf } from "../format/lookup.ts";
import { formatWith, strFormat, type FormatHooks } from "../format/str-format.ts";
import { markupHooks } from "../methods/markup.ts";
import type { EnvironmentCore, Kwargs } from "../runtime/types.ts";
import { withSignature, type Callable } from "../values/callable.ts";
import { Markup, markup } from "../values/markup.ts";

type Build = (text: string, args: readonly unknown[], kwargs: Kwargs, hooks: FormatHooks) => string;

/** Raises TypeError unless there is one positional argument. */
function mappingOf(args: readonly unknown[], kwargs: Kwargs): unknown {
  if (kwargs.size > 0) throw typeError("format_map() takes no keyword arguments");
  if (args.length !== 1) throw typeError(`format_map() takes exactly one argument (${args.length} given)`);
  return args[0];
}

const builders: Readonly<Record<string, Build>> = {
  format: (text, args, kwargs, hooks) => strFormat(text, args, kwargs, hooks),
  format_map(text, args, kwargs, hooks) {
    const mapping = mappingOf(args, kwargs);
    return formatWith(text, [], key => itemOf(mapping, key), hooks);
  },
};

/** `text.format` or `text.format_map` for a str or a Markup; `undefined` for other names. */
export function safeFormat(environment: EnvironmentCore, self: unknown, name: string): Callable | undefined {
  const build = Object.hasOwn(builders, name) ? builders[name] : undefined;
  if (build === undefined) return undefined;
  const lookups: FormatHooks = {
    attribute: (object, key) => environment.getAttribute(object, key),
    item: (object, key) => environment.getItem(object, key),
  };
  const call = (kwargs: Kwargs, ...args: unknown[]): unknown =>
    self instanceof Markup
      ? markup(build(self.toString(), args, kwargs, { ...markupHooks, ...lookups }))
      : build(String(self), args, kwargs, lookups);
  Object.defineProperty(call, "name", { value: name });
  return withSignature(call, { parameters: [], varargs: true, kwargs: true });
}
