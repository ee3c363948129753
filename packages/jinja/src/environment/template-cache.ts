// Templates by name, the least recently used leaving first.

/** Keeps so many templates as its capacity says. */
export class TemplateCache<T> {
  readonly #entries = new Map<string, T>();
  /** 0 keeps nothing, -1 everything. */
  readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(name: string): T | undefined {
    const found = this.#entries.get(name);
    // While nothing can be pushed out, the order does not matter.
    if (found !== undefined && this.#entries.size === this.capacity) {
      this.#entries.delete(name);
      this.#entries.set(name, found);
    }
    return found;
  }

  set(name: string, value: T): void {
    if (this.capacity === 0) return;
    this.#entries.delete(name);
    if (this.#entries.size === this.capacity) {
      const oldest = this.#entries.keys().next();
      if (oldest.done !== true) this.#entries.delete(oldest.value);
    }
    this.#entries.set(name, value);
  }

  clear(): void {
    this.#entries.clear();
  }
}
