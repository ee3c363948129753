// Python's "…".format(…).
import { PythonError, valueError } from "../errors.ts";
import { repr, str } from "../values/text.ts";
import { ascii } from "./ascii.ts";
import { checkLength, checkOutput } from "../limits.ts";
import { attributeOf, itemOf } from "./lookup.ts";
import { formatValue } from "./spec.ts";
import { type Field, parsePath, partsOf } from "./str-format-syntax.ts";

/** How fields reach into values and how they are written; a sandbox and a Markup bring their own. */
export interface FormatHooks {
  /** `{0.name}`. Raises where there is none. */
  readonly attribute?: (object: unknown, name: string) => unknown;
  /** `{0[key]}`. Raises where there is none. */
  readonly item?: (object: unknown, key: string | number) => unknown;
  /** The text of a field. */
  readonly format?: (value: unknown, spec: string) => string;
}

const NO_HOOKS: FormatHooks = {};

/** Where the values come from. Null positions: format_map, which has none. */
interface Source {
  readonly args: readonly unknown[] | null;
  readonly named: (name: string) => unknown;
  readonly hooks: FormatHooks;
  /** Fields without a number get the next one; Python lets nobody mix. */
  next: number;
  numbering: "" | "automatic" | "manual";
}

function number(source: Source, first: string | number): string | number {
  if (first !== "" && typeof first === "string") return first;
  const mode = first === "" ? "automatic" : "manual";
  if (source.numbering !== "" && source.numbering !== mode) {
    throw valueError(
      mode === "manual"
        ? "cannot switch from automatic field numbering to manual field specification"
        : "cannot switch from manual field specification to automatic field numbering",
    );
  }
  source.numbering = mode;
  return first === "" ? source.next++ : first;
}

function valueOf(source: Source, name: string): unknown {
  const { first, steps } = parsePath(name);
  const key = number(source, first);
  let value = typeof key === "string" ? source.named(key) : positional(source, key);
  for (const step of steps) {
    if ("attribute" in step) value = (source.hooks.attribute ?? attributeOf)(value, step.attribute);
    else value = (source.hooks.item ?? itemOf)(value, step.key);
  }
  return value;
}

function positional(source: Source, place: number): unknown {
  if (source.args === null) throw valueError("Format string contains positional fields");
  if (place < source.args.length) return source.args[place];
  // With hooks it is string.Formatter in Python, which words this otherwise.
  const isFormatter = source.hooks !== NO_HOOKS;
  throw new PythonError(
    "IndexError",
    isFormatter ? "tuple index out of range" : `Replacement index ${place} out of range for positional args tuple`,
  );
}

function converted(value: unknown, conversion: string): unknown {
  switch (conversion) {
    case "":
      return value;
    case "r":
      return repr(value);
    case "s":
      return str(value);
    case "a":
      return ascii(repr(value));
    default: {
      const code = conversion.codePointAt(0) as number;
      const shown = code > 32 && code < 127 ? conversion : `\\x${code.toString(16)}`;
      throw valueError(`Unknown conversion specifier ${shown}`);
    }
  }
}

function write(source: Source, field: Field, depth: number): string {
  const value = converted(valueOf(source, field.name), field.conversion);
  const spec = field.spec.includes("{") ? build(source, field.spec, depth - 1) : field.spec;
  return (source.hooks.format ?? formatValue)(value, spec);
}

/** `depth`: how many levels of fields within specifications are allowed. */
function build(source: Source, format: string, depth: number): string {
  if (depth <= 0) throw valueError("Max string recursion exceeded");
  let made = "";
  for (const { literal, field } of partsOf(format)) {
    made += literal;
    if (field !== undefined) made += write(source, field, depth);
    checkOutput(made.length);
  }
  checkLength(made.length);
  return made;
}

/** Fills a format's fields with positional and named values. Raises ValueError, KeyError, IndexError as Python does. */
export function strFormat(
  format: string,
  args: readonly unknown[],
  kwargs: ReadonlyMap<unknown, unknown> | null,
  hooks: FormatHooks = NO_HOOKS,
): string {
  return formatWith(format, args, name => named(kwargs, name), hooks);
}

/** For `format_map`: names from wherever `lookup` finds them; null for no positional values at all. Raises as strFormat. */
export function formatWith(
  format: string,
  args: readonly unknown[] | null,
  lookup: (name: string) => unknown,
  hooks: FormatHooks = NO_HOOKS,
): string {
  return build({ args, named: lookup, hooks, next: 0, numbering: "" }, format, 2);
}

function named(kwargs: ReadonlyMap<unknown, unknown> | null, name: string): unknown {
  if (kwargs?.has(name) === true) return kwargs.get(name);
  throw new PythonError("KeyError", repr(name));
}
