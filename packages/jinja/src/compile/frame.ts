// Where the generator stands: the frame of the template and the JavaScript function that is being written.
import type { Scope } from "./scope.ts";

/** The JavaScript function being written: its scratch variables, which are free again at every statement. */
export class FunctionState {
  #used = 0;
  #most = 0;

  /** A scratch variable that nothing else in this statement uses. */
  temp(): string {
    this.#used++;
    this.#most = Math.max(this.#most, this.#used);
    return `t_${this.#used}`;
  }

  /** A new statement begins: all scratch variables are free. */
  release(): void {
    this.#used = 0;
  }

  /** All scratch variables that were ever used. */
  temps(): string[] {
    return Array.from({ length: this.#most }, (_, index) => `t_${index + 1}`);
  }
}

/** A frame of the template as the generator sees it: a scope, and what holds for the code in it. */
export interface Frame {
  readonly scope: Scope;
  readonly fn: FunctionState;
  /** The JavaScript variable that output is added to. */
  readonly buffer: string;
  /** Whether output is escaped here as far as the compiler knows; `volatile` where only the running template knows. */
  readonly autoescape: boolean;
  readonly volatile: boolean;
  /** Output is only for templates that turn out not to extend another. */
  readonly outputCheck: boolean;
  /** The root frame and conditions in it. */
  readonly toplevel: boolean;
  /** The root frame itself. */
  readonly rootlevel: boolean;
  /** What is assigned in loops and blocks is known to functions that want the context: the Map that tells them, or null. */
  readonly locals: string | null;
  /** In a condition: filters that do not exist are found when they run, not before. */
  readonly soft: boolean;
  /** Inside a loop's body in the same JavaScript function. */
  readonly inLoop: boolean;
}

/** A frame inside another with a scope of its own. */
export function inner(frame: Frame, scope: Scope): Frame {
  return { ...frame, scope, toplevel: false, rootlevel: false, locals: null, soft: false };
}

/** The same frame in a branch of a condition. */
export function soft(frame: Frame): Frame {
  return { ...frame, rootlevel: false, soft: true };
}
