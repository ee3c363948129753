// One template being compiled: what all parts of the generator share.
import { PythonSyntaxError, type SyntaxPlace, TemplateAssertionError } from "../errors.ts";
import type { EnvironmentCore } from "../runtime/types.ts";
import type { Block, Expression, Position, Statement } from "../syntax/ast.ts";
import { repr } from "../values/text.ts";
import type { Frame } from "./frame.ts";
import { type Binding, Scope } from "./scope.ts";
import { wholeNumber } from "./names.ts";
import { Writer } from "./writer.ts";

/** A value known when compiling. */
export interface Known {
  readonly value: unknown;
}

/** What a template is compiled for. */
export interface CompileOptions {
  /** Null for a template made from a string. */
  readonly name: string | null;
  readonly filename?: string | null | undefined;
  /** For excerpts in errors. */
  readonly source?: string | undefined;
  readonly environment: EnvironmentCore;
}

/** The local variables of a loop whose body needs no object for `loop`. */
export interface LoopVariables {
  /** Counts from 0. */
  readonly counter: string;
  /** All items, where their number is needed. */
  readonly items: string;
}

/** The parts of the generator that need each other. */
export interface Visitors {
  statements(nodes: readonly Statement[], frame: Frame): void;
  /** Code of an expression; its value is never JavaScript's undefined. */
  expression(node: Expression, frame: Frame): string;
  /** Code of an expression's truth. */
  condition(node: Expression, frame: Frame): string;
}

/** The generated parts, and the names in them that must not meet. */
export class Unit {
  readonly options: CompileOptions;
  readonly environment: EnvironmentCore;
  readonly writer = new Writer();
  readonly visit: Visitors;
  readonly blocks = new Map<string, Block>();
  readonly simpleLoops = new Map<Binding, LoopVariables>();
  /** Room in each frame's code for the function that gives its variables; undefined once it is written. */
  readonly locals = new Map<Scope, ((code: string) => void) | undefined>();
  /** An `extends` that always runs has been passed. */
  knownExtends = false;
  extendsSoFar = 0;
  /** `p = 3` of the last `extends`: where errors of the parent pass. */
  extendsAt = "p = 0";
  readonly #helpers = new Set<string>();
  readonly #constants = new Map<string, string>();
  readonly #positions: number[] = [];
  readonly #positionIndex = new Map<string, number>();
  readonly #folded = new Map<Expression, Known | undefined>();
  #scopes = 0;
  #ids = 0;

  constructor(options: CompileOptions, visit: (unit: Unit) => Visitors) {
    this.options = options;
    this.environment = options.environment;
    this.visit = visit(this);
  }

  /** A function of the runtime, by the name that generated code uses. */
  use(helper: string): string {
    this.#helpers.add(helper);
    return helper;
  }

  /** A value that is made once when the template is linked; the same code gives the same name. */
  constant(prefix: string, code: string): string {
    const known = this.#constants.get(code);
    if (known !== undefined) return known;
    const name = `${prefix}_${this.#constants.size + 1}`;
    this.#constants.set(code, name);
    return name;
  }

  /** What is known of an expression, found out once. */
  folded(node: Expression, find: () => Known | undefined): Known | undefined {
    if (!this.#folded.has(node)) this.#folded.set(node, find());
    return this.#folded.get(node);
  }

  scope(parent: Scope | null, root = false): Scope {
    return new Scope(parent, this.#scopes++, null, root);
  }

  /** A JavaScript variable that no other is called. */
  id(prefix: string): string {
    return `${prefix}_${++this.#ids}`;
  }

  /** `p = 7`: what runs next stands there. */
  at(node: Position): string {
    const place = [node.line, node.column, node.width ?? 1].map(wholeNumber);
    const key = place.join(":");
    let index = this.#positionIndex.get(key);
    if (index === undefined) {
      index = this.#positions.length / 3;
      this.#positionIndex.set(key, index);
      this.#positions.push(...place);
    }
    return `p = ${index}`;
  }

  /** A statement begins: scratch variables are free, and errors are reported here. */
  begin(node: Position, frame: Frame): void {
    frame.fn.release();
    this.writer.at(node.line);
    this.writer.line(`${this.at(node)}; // line ${wholeNumber(node.line)}`);
  }

  fail(message: string, node: Position): never {
    throw new TemplateAssertionError(message, this.#place(node));
  }

  /** For what the code that Jinja makes would not be valid Python. */
  refuse(message: string, node: Position): never {
    throw new PythonSyntaxError(message, this.#place(node));
  }

  #place(node: Position): SyntaxPlace {
    const { name, filename, source } = this.options;
    return {
      line: node.line,
      column: node.column,
      ...(node.width === undefined ? {} : { width: node.width }),
      template: name,
      filename: filename ?? null,
      ...(source === undefined ? {} : { source }),
    };
  }

  /** "line 3 in 'page.html'", as Jinja's messages say it. */
  where(node: Position): string {
    const { name } = this.options;
    return name === null ? `line ${node.line}` : `line ${node.line} in ${repr(name)}`;
  }

  /** What stands before the functions. */
  preamble(): string[] {
    const helpers = [...this.#helpers].toSorted().join(", ");
    const constants = [...this.#constants].map(([code, name]) => `const ${name} = ${code};`);
    const positions = `const positions = [${this.#positions.join(",")}];`;
    return ['"use strict";', helpers === "" ? "" : `const { ${helpers} } = rt;`, ...constants, positions];
  }
}
