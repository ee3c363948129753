// Many small writes that want to be durable at once share one transaction, as databases do with their own log.

/**
 * `add` resolves when its item is committed. Items of one turn of the event loop, and those that come while a commit
 * runs, are committed together.
 */
export class GroupCommit<T> {
  readonly #commit: (items: readonly T[]) => Promise<void>;
  #items: T[] = [];
  #next: Promise<void> | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(commit: (items: readonly T[]) => Promise<void>) {
    this.#commit = commit;
  }

  add(item: T): Promise<void> {
    this.#items.push(item);
    this.#next ??= this.#run();
    return this.#next;
  }

  async #run(): Promise<void> {
    // The one before reports its failure to its own callers.
    await this.#running.catch(() => undefined);
    // All that this turn of the event loop brings comes along.
    await new Promise(resolve => {
      setImmediate(resolve);
    });
    const items = this.#items;
    this.#items = [];
    this.#next = undefined;
    this.#running = this.#commit(items);
    await this.#running;
  }
}
