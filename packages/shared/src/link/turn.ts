// Runs every writer's flush once at the end of the event loop's turn, after all sockets that were readable were read.

export interface Flushable {
  flush(): void;
}

let waiting: Flushable[] = [];

/**
 * setImmediate and not a microtask: microtasks run after each socket's own callback, so that requests of different
 * clients would never share a write. Measured with 64 clients: docs/decisions/002-link.md.
 */
export function flushThisTurn(writer: Flushable): void {
  if (waiting.push(writer) === 1) setImmediate(flushAll);
}

/**
 * Runs them at once. For a process that ends within the turn: a socket's first write reaches the kernel before `write`
 * returns, so that an answer which the app has given is not lost with what ended it.
 */
export function flushNow(): void {
  flushAll();
}

function flushAll(): void {
  const turn = waiting;
  waiting = [];
  for (const writer of turn) writer.flush();
}
