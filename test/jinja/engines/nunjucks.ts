// nunjucks with the settings that bring it nearest to Jinja.
import nunjucks from "nunjucks";
import { outcomeOf, type Engine, type Source } from "./types.ts";

nunjucks.installJinjaCompat();

export const nunjucksEngine: Engine = {
  name: "nunjucks",
  render: source => outcomeOf(() => renderWith(source)),
};

function renderWith({ templates, main, context, options = {} }: Source): string {
  const loader = new InMemory(templates);
  const tags = tagsOf(options);
  const environment = new nunjucks.Environment(loader, {
    autoescape: options["autoescape"] === true,
    trimBlocks: options["trim_blocks"] === true,
    lstripBlocks: options["lstrip_blocks"] === true,
    throwOnUndefined: options["undefined"] === "StrictUndefined",
    ...(tags === undefined ? {} : { tags }),
  });
  for (const [name, value] of Object.entries(options["globals"] ?? {})) environment.addGlobal(name, value);
  return environment.render(main, { ...context });
}

class InMemory extends nunjucks.Loader {
  readonly #templates: Source["templates"];

  constructor(templates: Source["templates"]) {
    super();
    this.#templates = templates;
  }

  getSource(name: string): { src: string; path: string; noCache: boolean } {
    const source = this.#templates[name];
    if (source === undefined) throw new Error(`template not found: ${name}`);
    // Jinja strips exactly one trailing newline; nunjucks none.
    return { src: source.replace(/\r?\n$/, ""), path: name, noCache: true };
  }
}

const TAGS = {
  blockStart: "block_start_string",
  blockEnd: "block_end_string",
  variableStart: "variable_start_string",
  variableEnd: "variable_end_string",
  commentStart: "comment_start_string",
  commentEnd: "comment_end_string",
};

function tagsOf(options: NonNullable<Source["options"]>): Record<string, string> | undefined {
  const entries = Object.entries(TAGS).filter(([, name]) => name in options);
  return entries.length === 0
    ? undefined
    : Object.fromEntries(entries.map(([tag, name]) => [tag, String(options[name])]));
}
