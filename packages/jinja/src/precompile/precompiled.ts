// A template whose JavaScript was written ahead of time, as a module exports it.
import type { LinkableFunction } from "../runtime/link.ts";
import type { CompiledSource } from "../runtime/types.ts";

/** What a precompiled module holds for each template. */
export interface PrecompiledTemplate {
  /** Gets the runtime of the environment that it is linked to. */
  readonly code: LinkableFunction;
  /** `lines[i]` is the template's line of the code's line i + 1, or 0. */
  readonly lines?: readonly number[];
  /** Where it is at hand, for the excerpts of errors; `precompile` does not write it. */
  readonly source?: string | undefined;
}

/** What a precompiled module exports under `templates`. */
export type PrecompiledTemplates = Readonly<Record<string, PrecompiledTemplate>>;

/** What `precompile` asks of an environment. */
export interface PrecompileEnvironment {
  listTemplates(): string[];
  getSource(name: string): { readonly source: string; readonly filename?: string | null | undefined };
  compile(source: string, name: string, filename: string | null): CompiledSource;
}
