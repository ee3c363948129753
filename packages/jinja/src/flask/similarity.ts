// How alike two names are, by Ratcliff and Obershelp, as Python's difflib counts it: for "did you mean".

/** From 0 to 1: twice the length of what both have in common, by the length of both. */
export function similarity(left: string, right: string): number {
  const a = Array.from(left);
  const b = Array.from(right);
  const total = a.length + b.length;
  return total === 0 ? 1 : (2 * common(a, b)) / total;
}

/** Characters in the longest common run, plus what its left and its right sides have in common. */
function common(a: readonly string[], b: readonly string[]): number {
  const { length, inA, inB } = longestRun(a, b);
  if (length === 0) return 0;
  const before = common(a.slice(0, inA), b.slice(0, inB));
  return before + length + common(a.slice(inA + length), b.slice(inB + length));
}

/** Of several that are as long, the first in `a`, then in `b`. */
function longestRun(a: readonly string[], b: readonly string[]): { length: number; inA: number; inB: number } {
  const best = { length: 0, inA: 0, inB: 0 };
  let runs = new Int32Array(b.length + 1);
  for (let i = 0; i < a.length; i += 1) {
    const next = new Int32Array(b.length + 1);
    for (let j = 0; j < b.length; j += 1) {
      if (a[i] !== b[j]) continue;
      const length = (runs[j] ?? 0) + 1;
      next[j + 1] = length;
      if (length > best.length) Object.assign(best, { length, inA: i - length + 1, inB: j - length + 1 });
    }
    runs = next;
  }
  return best;
}
