// Lists cut for SQL: bounded parameters, and few distinct statement texts.

/** Rows per statement: 500 × 20 columns stays under sqlite's 32,766 parameters. */
export const CHUNK = 500;

export function* chunksOf<T>(items: readonly T[], size: number = CHUNK): Generator<readonly T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}
