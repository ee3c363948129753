// The engines that run in this process: each prepares a page once, then renders it again and again.
import { DictLoader, Environment } from "@seatstack/jinja";
import * as minijinja from "minijinja-js";
import nunjucks from "nunjucks";
import { renderTableByHand } from "./by-hand.ts";
import { TABLE_PAGE, type Page } from "./pages.ts";

export const ENGINE_IDS = ["seatstack", "nunjucks", "minijinja", "python", "by hand"] as const;
export type EngineId = (typeof ENGINE_IDS)[number];
export type Prepared = () => string;

/** Templates of an engine in memory, ready to be compiled by name. */
export interface Templates {
  compile(name: string): void;
  render(name: string, context: Readonly<Record<string, unknown>>): string;
}

type Sources = Readonly<Record<string, string>>;

/** The page in each engine that runs in this process and can do it. */
export function prepare(page: Page): Map<EngineId, Prepared> {
  const prepared = new Map<EngineId, Prepared>();
  for (const id of ["seatstack", "nunjucks", "minijinja"] as const) {
    const templates = LOAD[id](page.templates);
    prepared.set(id, () => templates.render(page.main, page.context));
  }
  if (page === TABLE_PAGE) {
    const context = page.context as unknown as Parameters<typeof renderTableByHand>[0];
    prepared.set("by hand", () => renderTableByHand(context));
  }
  return prepared;
}

export const LOAD: Readonly<Record<"seatstack" | "nunjucks" | "minijinja", (sources: Sources) => Templates>> = {
  seatstack: sources => {
    const environment = new Environment({ loader: new DictLoader(sources), autoescape: true });
    return {
      compile: name => void environment.getTemplate(name),
      render: (name, context) => environment.render(name, context),
    };
  },
  nunjucks: sources => {
    const environment = new nunjucks.Environment(new NunjucksSources(sources), { autoescape: true });
    return {
      compile: name => void environment.getTemplate(name, true),
      render: (name, context) => environment.render(name, context),
    };
  },
  minijinja: sources => {
    const environment = new minijinja.Environment();
    environment.enablePyCompat();
    // It compiles as it adds; the names ask it to escape.
    let added = false;
    const addAll = () => {
      if (!added) for (const [name, source] of Object.entries(sources)) environment.addTemplate(name, source);
      added = true;
    };
    return {
      compile: addAll,
      render: (name, context) => {
        addAll();
        return environment.renderTemplate(name, context);
      },
    };
  },
};

class NunjucksSources extends nunjucks.Loader {
  readonly #sources: Sources;

  constructor(sources: Sources) {
    super();
    this.#sources = sources;
  }

  getSource(name: string): { src: string; path: string; noCache: boolean } {
    return { src: this.#sources[name] ?? "", path: name, noCache: false };
  }
}
