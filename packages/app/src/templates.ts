// The templates of the site, all of them ready before the first visitor comes: compiled at start, or by the build.
import { hash } from "node:crypto";
import { DictLoader, Environment, type Loader, ModuleLoader, type PrecompiledTemplates } from "@seatstack/jinja";
import { SeatstackError } from "@seatstack/shared/errors";
import type { EmbeddedFiles } from "@seatstack/shared/embedded";
import { templates as precompiled } from "./compiled-templates.ts";

/** Renders a template by name with autoescaping. Throws `TEMPLATE_MISSING` or what the template raised. */
export interface Templates {
  render(name: string, context: object): string;
  /** Changes when any template does; part of every page's entity tag. */
  readonly fingerprint: string;
}

export interface TemplateOptions {
  readonly files: EmbeddedFiles;
  /** What every template and macro can call. */
  readonly globals: Readonly<Record<string, unknown>>;
}

/** Loads every template at once: a broken one stops the worker at its start, never a visitor. */
export function createTemplates({ files, globals }: TemplateOptions): Templates {
  const sources = readSources(files);
  const environment = templateEnvironment(loaderOf(sources, precompiled));
  for (const [name, value] of Object.entries(globals)) environment.addGlobal(name, value);
  const templates = new Map([...sources.keys()].map(name => [name, environment.getTemplate(name)]));
  return {
    fingerprint: hash("sha256", JSON.stringify([...sources]), "base64url").slice(0, 12),
    render(name, context) {
      const template = templates.get(name);
      if (template === undefined) throw new SeatstackError("TEMPLATE_MISSING", `no template is named ${name}`);
      return template.render(context as Readonly<Record<string, unknown>>);
    },
  };
}

/** What the build has compiled, else the sources, which are read for the excerpts of errors in either case. */
export function loaderOf(sources: ReadonlyMap<string, string>, compiled: PrecompiledTemplates | undefined): Loader {
  if (compiled === undefined) return new DictLoader(sources);
  const entries = Object.entries(compiled);
  return new ModuleLoader({
    templates: Object.fromEntries(entries.map(([name, found]) => [name, { ...found, source: sources.get(name) }])),
  });
}

/** How templates are read, here and by the build that compiles them. */
export function templateEnvironment(loader: Loader): Environment {
  const options = { autoescape: true, trimBlocks: true, lstripBlocks: true, keepTrailingNewline: true };
  return new Environment({ ...options, loader, autoReload: false, cacheSize: -1 });
}

/** By name. */
export function readSources(files: EmbeddedFiles): Map<string, string> {
  return new Map(files.list().map(name => [name, files.read(name).toString("utf8")]));
}
