// A lock in shared memory for a few dozen nanoseconds of work, which a thread that dies in it cannot hold for ever.

/** Looks before the thread goes to sleep: longer than any holder that is running needs. */
const SPINS = 200;
const SLEEP_MS = 1;
/**
 * After this many sleeps the holder is taken for dead (a terminated thread) and its lock for ours. A holder that was only
 * off the CPU for so long may then overlap with us: what it protects are numbers, and the worst is one miscounted request.
 */
const SLEEPS = 50;

/** Waits until the word is ours. `holder` is not 0. */
export function lock(words: Int32Array, at: number, holder: number): void {
  if (Atomics.compareExchange(words, at, 0, holder) === 0) return;
  contend(words, at, holder);
}

export function unlock(words: Int32Array, at: number): void {
  Atomics.store(words, at, 0);
  // Cheap when nobody sleeps on it, and sleepers wake by themselves after SLEEP_MS.
}

function contend(words: Int32Array, at: number, holder: number): void {
  for (let sleeps = 0; sleeps < SLEEPS; sleeps++) {
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.load(words, at) === 0 && Atomics.compareExchange(words, at, 0, holder) === 0) return;
    }
    Atomics.wait(words, at, Atomics.load(words, at) || holder, SLEEP_MS);
  }
  Atomics.store(words, at, holder);
}
