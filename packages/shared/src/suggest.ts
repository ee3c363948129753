// "Did you mean": the known name nearest to a mistyped one.

/** The name of `known` that `word` most likely meant, or undefined when none is near. Case does not count. */
export function suggest(word: string, known: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  // A third of the letters may be wrong; short words allow one.
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance >= bestDistance) continue;
    best = name;
    bestDistance = distance;
  }
  return best;
}

/** ` Did you mean "x"?`, or nothing, for the end of a message. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const name = suggest(word, known);
  return name === undefined ? "" : ` Did you mean "${name}"?`;
}

/** Insertions, deletions, substitutions and swaps of neighbors (optimal string alignment) that lead from a to b. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const edits = [
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      ];
      current[column] = Math.min(...edits);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
