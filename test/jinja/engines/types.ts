// What the tests and the comparison know of a template engine: it renders a case, or says which error it raised.

/** Templates by name, the one to render, its variables, and the environment's options by Jinja's own names. */
export interface Source {
  readonly templates: Readonly<Record<string, string>>;
  readonly main: string;
  readonly context: Readonly<Record<string, unknown>>;
  /** `newstyle` is i18n's: how the null translations are installed. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export type Outcome = { readonly output: string } | { readonly error: string; readonly message: string };

export interface Engine {
  readonly name: string;
  render(source: Source): Outcome;
}

/** The outcome of a function that returns text or throws. */
export function outcomeOf(render: () => string): Outcome {
  try {
    return { output: render() };
  } catch (error) {
    if (error instanceof Error) return { error: error.name, message: error.message };
    return { error: typeof error, message: String(error) };
  }
}
