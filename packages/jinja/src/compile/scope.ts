// Which names a frame of a template knows, and where each gets its first value. The rules are Jinja's: a name is
// looked up once, where its frame begins, and an assignment makes a variable of the frame that it stands in.
import { mangle } from "./names.ts";

/** Where a variable's first value comes from. */
export type Origin =
  | { readonly from: "parameter" }
  | { readonly from: "context" }
  | { readonly from: "outer"; readonly outer: Binding }
  | { readonly from: "nothing" };

/** A template's variable and the JavaScript variable that holds it. */
export interface Binding {
  readonly name: string;
  readonly id: string;
  readonly origin: Origin;
}

/** The names of one frame; frames within see them, too. */
export class Scope {
  readonly parent: Scope | null;
  readonly number: number;
  readonly bindings: Map<string, Binding>;
  /** Names that are assigned here. */
  readonly stores: Set<string>;
  /** Of the template itself, not of a block or anything in it: what is assigned here becomes the context's. */
  readonly root: boolean;

  /** Of a branch: the scope that it may change. What is known there is not copied, or many conditions would take long. */
  readonly #before: Scope | null;

  constructor(parent: Scope | null, number: number, before: Scope | null = null, root = false) {
    this.parent = parent;
    this.number = number;
    this.bindings = new Map();
    this.stores = new Set();
    this.#before = before;
    this.root = root;
  }

  find(name: string): Binding | undefined {
    return this.#here(name) ?? this.parent?.find(name);
  }

  /** What this frame binds a name to. */
  #here(name: string): Binding | undefined {
    const own = this.bindings.get(name);
    return own !== undefined || this.#before === null ? own : this.#before.#here(name);
  }

  #isStored(name: string): boolean {
    return this.stores.has(name) || (this.#before !== null && this.#before.#isStored(name));
  }

  /** The JavaScript variable of a name that was analyzed before. */
  id(name: string): string {
    const binding = this.find(name);
    if (binding === undefined) throw new Error(`the name ${name} is unknown to its frame`);
    return binding.id;
  }

  #bind(name: string, origin: Origin): Binding {
    const binding = { name, id: `l_${this.number}_${mangle(name)}`, origin };
    this.bindings.set(name, binding);
    return binding;
  }

  /** A name that is read. */
  load(name: string): void {
    if (this.find(name) === undefined) this.#bind(name, { from: "context" });
  }

  /** A name that is assigned: until then it is what is outside. */
  store(name: string): void {
    this.stores.add(name);
    if (this.#here(name) === undefined) this.#bind(name, this.#outside(name) ?? { from: "nothing" });
  }

  /** A name whose value is given when the frame begins. */
  declare(name: string): Binding {
    this.stores.add(name);
    return this.#bind(name, { from: "parameter" });
  }

  #outside(name: string): Origin | undefined {
    const outer = this.parent?.find(name);
    return outer === undefined ? undefined : { from: "outer", outer };
  }

  /** A scope over this one to analyze one branch of a condition with. */
  fork(): Scope {
    return new Scope(this.parent, this.number, this);
  }

  /** After a condition: what a branch may have assigned is what was outside, or in the context, where it did not run. */
  join(branches: readonly Scope[]): void {
    const assigned = new Set(branches.flatMap(branch => [...branch.stores]).filter(name => !this.#isStored(name)));
    for (const branch of branches) {
      for (const [name, binding] of branch.bindings) this.bindings.set(name, binding);
      for (const name of branch.stores) this.stores.add(name);
    }
    for (const name of assigned) this.#bind(name, this.#outside(name) ?? { from: "context" });
  }

  /** What is assigned in this frame itself: what included templates and scoped blocks see besides the context. */
  assigned(): Binding[] {
    return [...this.stores].toSorted().flatMap(name => this.#here(name) ?? []);
  }
}
