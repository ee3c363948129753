// From generated code to functions that render.
import { createRuntime, type Runtime, type RuntimeFacts } from "./runtime.ts";
import type { CompiledSource, CompiledTemplate, EnvironmentCore } from "./types.ts";

/** The compiled code as a function: of a module that was written ahead of time, or made of source. */
export type LinkableFunction = (rt: Runtime) => CompiledTemplate;

/** A name for debuggers; nothing in it may end the line. */
function sourceUrl(name: string | null): string {
  return `jinja:${encodeURIComponent(name ?? "string")}`;
}

/** Makes a function of generated code. */
export function evaluate({ code, name }: CompiledSource): LinkableFunction {
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- compiling is the purpose; no text of a template gets in unquoted
  return new Function("rt", `${code}//# sourceURL=${sourceUrl(name)}\n`) as LinkableFunction;
}

/** The functions of a template, working with an environment. */
export function link(
  compiled: CompiledSource | LinkableFunction,
  environment: EnvironmentCore,
  facts: RuntimeFacts,
): CompiledTemplate {
  const make = typeof compiled === "function" ? compiled : evaluate(compiled);
  return make(createRuntime(environment, facts));
}
