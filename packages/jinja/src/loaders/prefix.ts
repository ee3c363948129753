// Loaders by the first part of the name: "app/index.html".
import { TemplateNotFound } from "../errors.ts";
import type { TemplateCore } from "../runtime/types.ts";
import {
  BaseLoader,
  type Loader,
  type LoaderEnvironment,
  type TemplateGlobals,
  type TemplateSource,
} from "./loader.ts";

/** Asks the loader that stands for a name's prefix for the rest of the name. */
export class PrefixLoader extends BaseLoader {
  readonly #mapping: ReadonlyMap<string, Loader>;
  readonly #delimiter: string;

  constructor(mapping: Readonly<Record<string, Loader>> | ReadonlyMap<string, Loader>, delimiter = "/") {
    super();
    this.#mapping = new Map(mapping instanceof Map ? mapping : Object.entries(mapping));
    this.#delimiter = delimiter;
  }

  #delegate<T>(name: string, ask: (loader: Loader, rest: string) => T): T {
    const at = name.indexOf(this.#delimiter);
    const loader = at === -1 ? undefined : this.#mapping.get(name.slice(0, at));
    if (loader === undefined) throw new TemplateNotFound(name);
    try {
      return ask(loader, name.slice(at + this.#delimiter.length));
    } catch (error) {
      // The name that was asked for, not its rest.
      throw error instanceof TemplateNotFound ? new TemplateNotFound(name) : error;
    }
  }

  override getSource(environment: LoaderEnvironment, name: string): TemplateSource {
    return this.#delegate(name, (loader, rest) => loader.getSource(environment, rest));
  }

  override load(environment: LoaderEnvironment, name: string, globals: TemplateGlobals = null): TemplateCore {
    return this.#delegate(name, (loader, rest) => loader.load(environment, rest, globals));
  }

  override listTemplates(): string[] {
    return [...this.#mapping].flatMap(([prefix, loader]) =>
      loader.listTemplates().map(name => `${prefix}${this.#delimiter}${name}`),
    );
  }
}
