// From generated code to functions that render.
import { PythonError } from "../errors.ts";
import { createRuntime, type Runtime, type RuntimeFacts } from "./runtime.ts";
import type { CompiledSource, CompiledTemplate, EnvironmentCore } from "./types.ts";

/** The compiled code as a function: of a module that was written ahead of time, or made of source. */
export type LinkableFunction = (rt: Runtime) => CompiledTemplate;

/** A name for debuggers; nothing in it may end the line. */
function sourceUrl(name: string | null): string {
  return `jinja:${encodeURIComponent((name ?? "string").toWellFormed())}`;
}

/** Makes a function of generated code. Raises RecursionError for code that nests too deeply for the engine. */
export function evaluate({ code, name }: CompiledSource): LinkableFunction {
  try {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- compiling is the purpose; no text of a template gets in unquoted
    return new Function("rt", `${code}//# sourceURL=${sourceUrl(name)}\n`) as LinkableFunction;
  } catch (error) {
    if (error instanceof RangeError) throw new PythonError("RecursionError", "the template nests too deeply");
    throw error;
  }
}

/**
 * The functions of a template, working with an environment.
 * Raises TypeError for a sandbox that is given code which was compiled without one: it would not be bounded.
 */
export function link(
  compiled: CompiledSource | LinkableFunction,
  environment: EnvironmentCore,
  facts: RuntimeFacts,
): CompiledTemplate {
  const make = typeof compiled === "function" ? compiled : evaluate(compiled);
  const template = make(createRuntime(environment, facts));
  if (environment.sandboxed && template.sandboxed !== true) {
    throw new TypeError("a sandbox needs templates that were compiled for a sandbox");
  }
  return template;
}
