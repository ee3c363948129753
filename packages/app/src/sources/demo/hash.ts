// Numbers that depend on nothing but their seeds, so that every process and every restart sees the same university.

/** 32 bits from any mix of numbers and words; equal parts give equal bits. */
export function hash(...parts: readonly (number | string)[]): number {
  let state = 0x811c9dc5;
  for (const part of parts) {
    const text = String(part);
    for (let i = 0; i < text.length; i += 1) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
    state = Math.imul(state ^ 0x1f, 0x01000193);
  }
  // murmur3's finalizer: FNV alone leaves its high bits alike for alike inputs.
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

/** An integer from `low` to `high`, both included. */
export function between(low: number, high: number, ...parts: readonly (number | string)[]): number {
  return low + (hash(...parts) % (high - low + 1));
}

export function pick<T>(items: readonly T[], ...parts: readonly (number | string)[]): T {
  const item = items[hash(...parts) % items.length];
  if (item === undefined) throw new RangeError("cannot pick from an empty list");
  return item;
}
