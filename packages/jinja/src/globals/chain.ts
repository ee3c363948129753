// A template's own globals over those of its environment, which may still change (Python's ChainMap).

export class ChainedGlobals implements ReadonlyMap<string, unknown> {
  readonly #own = new Map<string, unknown>();
  readonly #base: ReadonlyMap<string, unknown>;

  constructor(base: ReadonlyMap<string, unknown>) {
    this.#base = base;
  }

  set(name: string, value: unknown): void {
    this.#own.set(name, value);
  }

  get(name: string): unknown {
    return this.#own.has(name) ? this.#own.get(name) : this.#base.get(name);
  }

  has(name: string): boolean {
    return this.#own.has(name) || this.#base.has(name);
  }

  get size(): number {
    return this.#all().size;
  }

  #all(): Map<string, unknown> {
    return new Map([...this.#base, ...this.#own]);
  }

  forEach(callback: (value: unknown, key: string, map: ReadonlyMap<string, unknown>) => void): void {
    for (const [key, value] of this.#all()) callback(value, key, this);
  }

  entries(): MapIterator<[string, unknown]> {
    return this.#all().entries();
  }

  keys(): MapIterator<string> {
    return this.#all().keys();
  }

  values(): MapIterator<unknown> {
    return this.#all().values();
  }

  [Symbol.iterator](): MapIterator<[string, unknown]> {
    return this.entries();
  }
}
