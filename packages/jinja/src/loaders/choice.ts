// Several loaders one after the other.
import { TemplateNotFound } from "../errors.ts";
import type { TemplateCore } from "../runtime/types.ts";
import {
  BaseLoader,
  sortNames,
  type Loader,
  type LoaderEnvironment,
  type TemplateGlobals,
  type TemplateSource,
} from "./loader.ts";

/** The first of its loaders that has a template gives it. */
export class ChoiceLoader extends BaseLoader {
  readonly loaders: readonly Loader[];

  constructor(loaders: readonly Loader[]) {
    super();
    this.loaders = loaders;
  }

  #first<T>(name: string, ask: (loader: Loader) => T): T {
    for (const loader of this.loaders) {
      try {
        return ask(loader);
      } catch (error) {
        if (!(error instanceof TemplateNotFound)) throw error;
      }
    }
    throw new TemplateNotFound(name);
  }

  override getSource(environment: LoaderEnvironment, name: string): TemplateSource {
    return this.#first(name, loader => loader.getSource(environment, name));
  }

  override load(environment: LoaderEnvironment, name: string, globals: TemplateGlobals = null): TemplateCore {
    return this.#first(name, loader => loader.load(environment, name, globals));
  }

  override listTemplates(): string[] {
    return sortNames(this.loaders.flatMap(loader => loader.listTemplates()));
  }
}
