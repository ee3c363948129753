// Templates that were compiled ahead of time (see precompile).
import { TemplateNotFound } from "../errors.ts";
import type { PrecompiledTemplates } from "../precompile/precompiled.ts";
import type { TemplateCore } from "../runtime/types.ts";
import { BaseLoader, sortNames, type LoaderEnvironment, type TemplateGlobals, type TemplateSource } from "./loader.ts";

/** Takes the exports of a module that `precompile` wrote. It has no sources. */
export class ModuleLoader extends BaseLoader {
  readonly #templates: PrecompiledTemplates;

  constructor(exports: { readonly templates: PrecompiledTemplates }) {
    super();
    this.#templates = exports.templates;
  }

  override getSource(_environment: LoaderEnvironment, name: string): TemplateSource {
    throw new TemplateNotFound(name, `${name}: precompiled templates have no source`);
  }

  override load(environment: LoaderEnvironment, name: string, globals: TemplateGlobals = null): TemplateCore {
    const found = Object.hasOwn(this.#templates, name) ? this.#templates[name] : undefined;
    if (found === undefined) throw new TemplateNotFound(name);
    return environment.templateFromPrecompiled(found, name, globals);
  }

  override listTemplates(): string[] {
    return sortNames(Object.keys(this.#templates));
  }
}
