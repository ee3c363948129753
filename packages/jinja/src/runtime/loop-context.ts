// `loop` where a loop's body wants more of it than counting (jinja2.runtime.LoopContext).
import { typeError } from "../errors.ts";
import { equals } from "../values/equals.ts";
import { length as lengthOf } from "../values/iterate.ts";
import type { Signature } from "../values/callable.ts";
import { CALL, ITERATE, LENGTH, REPR } from "../values/protocol.ts";
import { bindArguments } from "../values/signature.ts";
import { tuple } from "../values/tuple.ts";
import type { EnvironmentCore, Kwargs } from "./types.ts";

/** Renders the body of a recursive loop with other items. */
export type Recurse = (items: unknown, depth: number) => unknown;

const CALLED: Signature = { parameters: ["iterable"], required: 1 };

const END = Symbol("end");

/** Items that are only asked for when they are needed, with a look at the next one. */
class Peeking {
  readonly #iterator: Iterator<unknown>;
  #ahead: unknown = END;
  #ended = false;

  constructor(items: Iterable<unknown>) {
    this.#iterator = items[Symbol.iterator]();
  }

  /** The next item without taking it; `END` where there is none. */
  peek(): unknown {
    if (this.#ahead === END && !this.#ended) {
      const next = this.#iterator.next();
      if (next.done === true) this.#ended = true;
      else this.#ahead = next.value;
    }
    return this.#ahead;
  }

  take(): unknown {
    const item = this.peek();
    this.#ahead = END;
    return item;
  }

  /** Takes all that is left. */
  rest(): unknown[] {
    const items: unknown[] = [];
    for (let item = this.take(); item !== END; item = this.take()) items.push(item);
    return items;
  }
}

/** `len(items)`, or undefined for what only can be walked. */
function knownLength(items: unknown): number | undefined {
  try {
    return lengthOf(items);
  } catch {
    return undefined;
  }
}

/** The object `loop`. */
export class LoopContext {
  readonly #environment: EnvironmentCore;
  readonly #recurse: Recurse | null;
  readonly #depth: number;
  readonly #source: unknown;
  #items: Peeking;
  #length: number | undefined;
  #index = -1;
  #current: unknown = END;
  #before: unknown = END;
  #seen: unknown = END;

  constructor(
    environment: EnvironmentCore,
    source: unknown,
    items: Iterable<unknown>,
    recurse: Recurse | null,
    depth: number,
  ) {
    this.#environment = environment;
    this.#source = source;
    this.#items = new Peeking(items);
    this.#recurse = recurse;
    this.#depth = depth;
  }

  get index0(): number {
    return this.#index;
  }

  get index(): number {
    return this.#index + 1;
  }

  get first(): boolean {
    return this.#index === 0;
  }

  get last(): boolean {
    return this.#items.peek() === END;
  }

  /** Of a generator, all items are taken to count them. */
  get length(): number {
    this.#length ??= knownLength(this.#source) ?? this.#count();
    return this.#length;
  }

  get revindex(): number {
    return this.length - this.#index;
  }

  get revindex0(): number {
    return this.length - this.#index - 1;
  }

  get depth(): number {
    return this.#depth + 1;
  }

  get depth0(): number {
    return this.#depth;
  }

  get previtem(): unknown {
    return this.first ? this.#environment.makeUndefined({ hint: "there is no previous item" }) : this.#before;
  }

  get nextitem(): unknown {
    const next = this.#items.peek();
    return next === END ? this.#environment.makeUndefined({ hint: "there is no next item" }) : next;
  }

  /** One of the values, turn by turn. */
  cycle(...values: unknown[]): unknown {
    return cycle(this.#index, values);
  }

  /** Whether the values differ from those of the last call. */
  changed(...values: unknown[]): boolean {
    const now = tuple(...values);
    if (this.#seen !== END && equals(this.#seen, now)) return false;
    this.#seen = now;
    return true;
  }

  /** The loop's turns: what compiled code runs through. */
  *[Symbol.iterator](): Generator<unknown, void, undefined> {
    for (let item = this.#items.take(); item !== END; item = this.#items.take()) {
      this.#index++;
      this.#before = this.#current;
      this.#current = item;
      yield item;
    }
  }

  /** A template that loops over the loop takes its next turns, each with the loop itself. */
  *[ITERATE](): Generator<unknown, void, undefined> {
    for (const item of this) yield tuple(item, this);
  }

  [CALL](args: readonly unknown[], kwargs: Kwargs | null): unknown {
    if (this.#recurse === null) {
      throw typeError("The loop must have the 'recursive' marker to be called recursively.");
    }
    const [items] = bindArguments("LoopContext.__call__", CALLED, args, kwargs);
    return this.#recurse(items, this.#depth + 1);
  }

  [LENGTH](): number {
    return this.length;
  }

  [REPR](): string {
    return `<LoopContext ${this.index}/${this.length}>`;
  }

  #count(): number {
    const rest = this.#items.rest();
    this.#items = new Peeking(rest);
    return rest.length + this.index;
  }
}

/** `loop.cycle(…)` of the turn that counts from 0. Raises TypeError without values. */
export function cycle(index: number, values: readonly unknown[]): unknown {
  if (values.length === 0) throw typeError("no items for cycling given");
  return values[index % values.length];
}

/** Items whose end can be seen coming, for loops that ask for nothing but `last` and counts. */
export class SizedItems {
  readonly #items: Peeking;
  #length: number | undefined;
  #taken = 0;
  #rest: unknown[] | undefined;

  constructor(items: Iterable<unknown>, source: unknown) {
    this.#items = new Peeking(items);
    this.#length = knownLength(source);
  }

  /** Of a generator, all items are taken to count them. */
  get length(): number {
    if (this.#length === undefined) {
      this.#rest = this.#items.rest().toReversed();
      this.#length = this.#taken + this.#rest.length;
    }
    return this.#length;
  }

  isLast(): boolean {
    return this.#rest === undefined ? this.#items.peek() === END : this.#rest.length === 0;
  }

  *[Symbol.iterator](): Generator<unknown, void, undefined> {
    for (let item = this.#take(); item !== END; item = this.#take()) {
      this.#taken++;
      yield item;
    }
  }

  #take(): unknown {
    if (this.#rest === undefined) return this.#items.take();
    return this.#rest.length === 0 ? END : this.#rest.pop();
  }
}
