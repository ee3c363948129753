// A template whose JavaScript was written ahead of time, as a module exports it.
import type { CompiledTemplate } from "./runtime/types.ts";

/** The compiled function; it gets the runtime of the environment that it is linked to. */
export type TemplateFunction = (runtime: never) => CompiledTemplate;

export interface PrecompiledTemplate {
  readonly code: TemplateFunction;
  /** `lines[i]` is the template's line of the code's line i + 1, or 0. */
  readonly lines?: readonly number[];
}

/** What a precompiled module exports under `templates`. */
export type PrecompiledTemplates = Readonly<Record<string, PrecompiledTemplate>>;
