// The template engine behind one small interface. Templates hold plain Jinja2 only, so that another engine can take over.
import { hash } from "node:crypto";
import nunjucks from "nunjucks";
import { SeatstackError } from "@seatstack/shared/errors";
import type { EmbeddedFiles } from "@seatstack/shared/embedded";

/** Renders a template by name with autoescaping. Throws `TEMPLATE_MISSING` or what the template raised. */
export interface Templates {
  render(name: string, context: object): string;
  /** Changes when any template does; part of every page's entity tag. */
  readonly fingerprint: string;
}

export interface TemplateOptions {
  readonly files: EmbeddedFiles;
  /** Functions that every template and macro can call. */
  readonly globals: Readonly<Record<string, (...values: readonly string[]) => string>>;
}

/** Compiles every template at once: a broken one stops the worker at its start, never a visitor. */
export function createTemplates(options: TemplateOptions): Templates {
  const names = options.files.list();
  const sources = new Map(names.map(name => [name, options.files.read(name).toString("utf8")]));
  const environment = new nunjucks.Environment(new Sources(sources), {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  for (const [name, value] of Object.entries(options.globals)) environment.addGlobal(name, value);
  const compiled = new Map(names.map(name => [name, environment.getTemplate(name, true)]));
  return {
    fingerprint: hash("sha256", JSON.stringify([...sources]), "base64url").slice(0, 12),
    render(name, context) {
      const template = compiled.get(name);
      if (template === undefined) throw new SeatstackError("TEMPLATE_MISSING", `no template is named ${name}`);
      return template.render(context);
    },
  };
}

class Sources extends nunjucks.Loader {
  readonly #sources: ReadonlyMap<string, string>;

  constructor(sources: ReadonlyMap<string, string>) {
    super();
    this.#sources = sources;
  }

  getSource(name: string): { src: string; path: string; noCache: boolean } {
    const src = this.#sources.get(name);
    if (src === undefined) throw new SeatstackError("TEMPLATE_MISSING", `no template is named ${name}`);
    return { src, path: name, noCache: false };
  }
}
