// minijinja-js (Rust in WebAssembly) with its Python compatibility.
import { Environment } from "minijinja-js";
import { outcomeOf, type Engine, type Source } from "./types.ts";

const UNDEFINED = { StrictUndefined: "strict", ChainableUndefined: "chainable" } as const;

export const minijinja: Engine = {
  name: "minijinja-js",
  render: source => outcomeOf(() => renderWith(source)),
};

function renderWith({ templates, main, context, options = {} }: Source): string {
  const environment = new Environment();
  try {
    environment.enablePyCompat();
    environment.trimBlocks = options["trim_blocks"] === true;
    environment.lstripBlocks = options["lstrip_blocks"] === true;
    environment.keepTrailingNewline = options["keep_trailing_newline"] === true;
    environment.undefinedBehavior = UNDEFINED[options["undefined"] as keyof typeof UNDEFINED] ?? "lenient";
    for (const [name, value] of Object.entries(options["globals"] ?? {})) environment.addGlobal(name, value);
    // It escapes by the templates' file names.
    const rename = (name: string) => (options["autoescape"] === true ? `${name}.html` : name);
    for (const [name, source] of Object.entries(templates)) {
      environment.addTemplate(name, source);
      if (rename(name) !== name) environment.addTemplate(rename(name), source);
    }
    return environment.renderTemplate(rename(main), context);
  } finally {
    environment.free();
  }
}
