// This project's engine, through its public names only.
import {
  ChainableUndefined,
  DebugUndefined,
  DictLoader,
  Environment,
  installNullTranslations,
  StrictUndefined,
  Undefined,
  type EnvironmentOptions,
} from "@seatstack/jinja";
import { outcomeOf, type Engine, type Source } from "./types.ts";

const UNDEFINED_CLASSES = { ChainableUndefined, DebugUndefined, StrictUndefined, Undefined };

export const seatstack: Engine = {
  name: "@seatstack/jinja",
  render: source => outcomeOf(() => environmentOf(source).render(source.main, source.context)),
};

/** An environment with a case's templates, and its options under the camelCase of Jinja's own names. */
export function environmentOf({ templates, options = {} }: Pick<Source, "templates" | "options">): Environment {
  const { globals = {}, undefined: undefinedName = "Undefined", newstyle = false, ...others } = options;
  const environment = new Environment({
    ...camelCaseKeys(others),
    loader: new DictLoader(templates),
    undefined: UNDEFINED_CLASSES[undefinedName as keyof typeof UNDEFINED_CLASSES],
  });
  installNullTranslations(environment, { newstyle: newstyle === true });
  for (const [name, value] of Object.entries(globals as Record<string, unknown>)) environment.addGlobal(name, value);
  return environment;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function camelCaseKeys(options: Readonly<Record<string, unknown>>): EnvironmentOptions {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), value]));
}
