// Bounds of what a page may ask for.

/** A whole number from 1 to `most`; `fallback` for anything that is no number. */
export function bounded(limit: number | undefined, fallback: number, most: number): number {
  if (limit === undefined || !Number.isFinite(limit)) return fallback;
  return Math.min(most, Math.max(1, Math.trunc(limit)));
}

/** A row id that sqlite and PostgreSQL can both hold. */
export function isId(id: number): boolean {
  return Number.isInteger(id) && id > 0 && id <= 0x7fffffff;
}

/** LIKE's own signs taken literally; the query says `escape '\'`. */
export function likeLiteral(text: string): string {
  return text.replaceAll(/[\\%_]/g, "\\$&");
}
