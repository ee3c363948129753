// Templates from a function of the host.
import { TemplateNotFound } from "../errors.ts";
import { BaseLoader, type LoaderEnvironment, type TemplateSource } from "./loader.ts";

/** What the function may answer: the source, the source with more, Jinja's triple of them, or null for none. */
export type FunctionAnswer =
  | string
  | TemplateSource
  | readonly [source: string, filename?: string | null, uptodate?: (() => boolean) | null]
  | null
  | undefined;

/** Asks a function for each template. */
export class FunctionLoader extends BaseLoader {
  readonly #function: (name: string) => FunctionAnswer;

  constructor(load: (name: string) => FunctionAnswer) {
    super();
    this.#function = load;
  }

  override getSource(_environment: LoaderEnvironment, name: string): TemplateSource {
    const answer = this.#function(name);
    if (answer === null || answer === undefined) throw new TemplateNotFound(name);
    if (typeof answer === "string") return { source: answer };
    return isTriple(answer) ? { source: answer[0], filename: answer[1], uptodate: answer[2] } : answer;
  }
}

function isTriple(answer: TemplateSource | readonly unknown[]): answer is Extract<FunctionAnswer, readonly unknown[]> {
  return Array.isArray(answer);
}
