// How JavaScript functions tell the engine their parameters' names, so that templates may call them with keywords.

/** What a function gets as its first argument, before those of the template (Jinja's pass_context and its siblings). */
export type Pass = "context" | "evalContext" | "environment";

/** What a call of a function from a template may look like. */
export interface Signature {
  /** Names in order, without the passed object, but for filters and tests with the value that they are applied to. */
  readonly parameters: readonly string[];
  /** How many of them a call must give; 0 unless told. */
  readonly required?: number;
  readonly pass?: Pass;
  /** No parameter may be given by its name, as with most methods of Python's built-in types. */
  readonly positional?: true;
  /** Takes any further positional arguments. */
  readonly varargs?: true;
  /** Takes any further keywords: one last argument, a `Map` from name to value (always given, maybe empty; it comes before varargs' values). */
  readonly kwargs?: true;
}

// oxlint-disable-next-line typescript/no-unsafe-function-type -- any function may be called from a template
export type Callable = Function;

const SIGNATURE = Symbol.for("seatstack.jinja.signature");

/** Attaches the names of a function's parameters. Returns the same function. */
export function withSignature<F extends Callable>(fn: F, signature: Signature): F {
  // Without a prototype: what somebody wrote to Object.prototype is no `pass`.
  Object.defineProperty(fn, SIGNATURE, { value: { __proto__: null, ...signature }, configurable: true });
  return fn;
}

/** What `withSignature` attached; undefined for other functions. */
export function signatureOf(fn: Callable): Signature | undefined {
  return (fn as { [SIGNATURE]?: Signature })[SIGNATURE];
}

/** `passContext(fn)`: the template's context comes first. */
export function passContext<F extends Callable>(fn: F): F {
  return withSignature(fn, { ...(signatureOf(fn) ?? { parameters: [], varargs: true }), pass: "context" });
}

/** `passEvalContext(fn)`: the eval context (autoescape on or off) comes first. */
export function passEvalContext<F extends Callable>(fn: F): F {
  return withSignature(fn, { ...(signatureOf(fn) ?? { parameters: [], varargs: true }), pass: "evalContext" });
}

/** `passEnvironment(fn)`: the environment comes first. */
export function passEnvironment<F extends Callable>(fn: F): F {
  return withSignature(fn, { ...(signatureOf(fn) ?? { parameters: [], varargs: true }), pass: "environment" });
}
