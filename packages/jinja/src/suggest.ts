// "Did you mean …?": the nearest of the names that exist.

/** Longer names are not compared: they come from a typo no more. */
const LONGEST = 64;

/** Edits (insert, delete, replace, swap neighbors) between two short names; more than `limit` counts as Infinity. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Infinity;
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replace, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (older[j - 2] ?? 0) + 1);
      row.push(best);
    }
    [older, previous] = [previous, row];
  }
  return previous[b.length] ?? Infinity;
}

/** The candidate nearest to `name`, if it is near enough for a typo: one edit in short names, a third of longer ones. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  let best: string | undefined;
  let limit = Math.max(1, Math.floor(name.length / 3));
  for (const candidate of candidates) {
    if (candidate.length > LONGEST || candidate === name) continue;
    const edits = distance(name.toLowerCase(), candidate.toLowerCase(), limit);
    if (edits > limit || (edits === limit && best !== undefined)) continue;
    best = candidate;
    limit = edits;
  }
  return best;
}

/** " Did you mean 'upper'?", to be put after a message; "" where nothing is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const found = nearest(name, candidates);
  return found === undefined ? "" : ` Did you mean '${found}'?`;
}
