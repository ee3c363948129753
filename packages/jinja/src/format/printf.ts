// Python's `format % values`.

/** `values`: a tuple, a mapping for `%(name)s`, or one value. `escapeWith` makes the text of an object for a Markup. */
export function percentFormat(format: string, values: unknown, escapeWith?: (value: unknown) => string): string {
  return format.replace("%s", () => (escapeWith ?? String)(values));
}
