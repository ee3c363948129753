// What a loader is: it finds the source of a template by its name.
import { TemplateNotFound } from "../errors.ts";
import type { PrecompiledTemplate } from "../precompile/precompiled.ts";
import type { TemplateCore } from "../runtime/types.ts";
import { compareTexts } from "../values/codepoints.ts";

/** A template's source as a loader found it. */
export interface TemplateSource {
  readonly source: string;
  /** Where it is on disk, for errors; null where it is not. */
  readonly filename?: string | null | undefined;
  /** Whether the source is still the same; null or absent: it never changes. */
  readonly uptodate?: (() => boolean) | null | undefined;
}

/** Further globals of one template. */
export type TemplateGlobals = Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown> | null;

/** What loaders need of an environment. */
export interface LoaderEnvironment {
  templateFromSource(found: TemplateSource, name: string, globals: TemplateGlobals): TemplateCore;
  templateFromPrecompiled(found: PrecompiledTemplate, name: string, globals: TemplateGlobals): TemplateCore;
}

/** What an environment asks of its loader. */
export interface Loader {
  /** Makes the template. TemplateNotFound where there is none. */
  load(environment: LoaderEnvironment, name: string, globals: TemplateGlobals): TemplateCore;
  /** Finds the source. TemplateNotFound where there is none. */
  getSource(environment: LoaderEnvironment, name: string): TemplateSource;
  /** All names, sorted. TypeError where the loader cannot tell. */
  listTemplates(): string[];
}

/** The base of loaders. A loader of your own overrides `getSource`, and `listTemplates` where it can. */
export class BaseLoader implements Loader {
  load(environment: LoaderEnvironment, name: string, globals: TemplateGlobals = null): TemplateCore {
    return environment.templateFromSource(this.getSource(environment, name), name, globals);
  }

  getSource(_environment: LoaderEnvironment, name: string): TemplateSource {
    throw new TemplateNotFound(name);
  }

  listTemplates(): string[] {
    throw new TypeError("this loader cannot iterate over all templates");
  }
}

/** Names in the order in which Python sorts them: by code points. */
export function sortNames(names: Iterable<string>): string[] {
  return [...new Set(names)].toSorted(compareTexts);
}
