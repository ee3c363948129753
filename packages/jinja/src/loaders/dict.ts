// Templates from an object or a Map.
import { TemplateNotFound } from "../errors.ts";
import { BaseLoader, sortNames, type LoaderEnvironment, type TemplateSource } from "./loader.ts";

/** Loads from a mapping of names to sources. Changes of the mapping are seen where the environment reloads. */
export class DictLoader extends BaseLoader {
  readonly mapping: Readonly<Record<string, string>> | ReadonlyMap<string, string>;

  constructor(mapping: Readonly<Record<string, string>> | ReadonlyMap<string, string>) {
    super();
    this.mapping = mapping;
  }

  #find(name: string): string | undefined {
    if (this.mapping instanceof Map) return (this.mapping as ReadonlyMap<string, string>).get(name);
    return Object.hasOwn(this.mapping, name) ? (this.mapping as Readonly<Record<string, string>>)[name] : undefined;
  }

  override getSource(_environment: LoaderEnvironment, name: string): TemplateSource {
    const source = this.#find(name);
    if (source === undefined) throw new TemplateNotFound(name);
    return { source, filename: null, uptodate: () => this.#find(name) === source };
  }

  override listTemplates(): string[] {
    return sortNames(this.mapping instanceof Map ? this.mapping.keys() : Object.keys(this.mapping));
  }
}
