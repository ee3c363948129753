// A template's own globals over those of its environment, which may still change (Python's ChainMap).

/** What is set goes into the template's own; all else sees both. */
export class ChainedGlobals extends Map<string, unknown> {
  readonly #base: ReadonlyMap<string, unknown>;

  constructor(base: ReadonlyMap<string, unknown>) {
    super();
    this.#base = base;
  }

  override get(name: string): unknown {
    return super.has(name) ? super.get(name) : this.#base.get(name);
  }

  override has(name: string): boolean {
    return super.has(name) || this.#base.has(name);
  }

  override get size(): number {
    return this.#all().size;
  }

  #all(): Map<string, unknown> {
    const all = new Map(this.#base);
    super.forEach((value, name) => all.set(name, value));
    return all;
  }

  override forEach(callback: (value: unknown, key: string, map: Map<string, unknown>) => void): void {
    for (const [name, value] of this.#all()) callback(value, name, this);
  }

  override entries(): MapIterator<[string, unknown]> {
    return this.#all().entries();
  }

  override keys(): MapIterator<string> {
    return this.#all().keys();
  }

  override values(): MapIterator<unknown> {
    return this.#all().values();
  }

  override [Symbol.iterator](): MapIterator<[string, unknown]> {
    return this.entries();
  }
}
