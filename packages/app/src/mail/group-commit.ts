// Many small writes that want to be durable at once share one transaction, as databases do with their own log.

/** `add` resolves when its item is committed. While one commit runs, the items that come wait for the next, together. */
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
    const items = this.#items;
    this.#items = [];
    this.#next = undefined;
    this.#running = this.#commit(items);
    await this.#running;
  }
}
