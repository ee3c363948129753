// Where the texts of `{% trans %}` come from: gettext and its siblings as globals of an environment.
import type { ContextCore, EnvironmentCore, Kwargs } from "../runtime/types.ts";
import { callValue } from "../access/call.ts";
import { type Callable, withSignature } from "../values/callable.ts";
import { equals } from "../values/equals.ts";
import { type Dict, dictFrom } from "../values/dict.ts";
import { Markup } from "../values/markup.ts";
import { modulo } from "../operators/arithmetic.ts";
import { str } from "../values/text.ts";

/** The functions of a catalog. What a template calls may be any of them. */
export interface Translations {
  gettext(message: string): unknown;
  /** `count` is what the template gives, a number as a rule. */
  ngettext(singular: string, plural: string, count: number): unknown;
  pgettext?(context: string, message: string): unknown;
  npgettext?(context: string, singular: string, plural: string, count: number): unknown;
}

/** How translations are installed. */
export interface InstallOptions {
  /** The installed functions format their results themselves: `gettext("Hello %(name)s", name=user)`. */
  readonly newstyle?: boolean;
}

/** An environment as this file changes it; `newstyleGettext` tells the parser how `trans` is to expand. */
export type TranslatedEnvironment = EnvironmentCore & { newstyleGettext?: boolean };

/** What each function is called with, before the variables of the message. */
const PARAMETERS = {
  gettext: ["message"],
  ngettext: ["singular", "plural", "num"],
  pgettext: ["context", "message"],
  npgettext: ["context", "singular", "plural", "num"],
} as const;

type Name = keyof typeof PARAMETERS;

const NAMES = Object.keys(PARAMETERS) as Name[];

/** Arguments that messages may use like variables: `%(num)s`, `%(context)s`. */
const IMPLIED: ReadonlySet<string> = new Set(["num", "context"]);

function variablesOf(parameters: readonly string[], args: readonly unknown[], kwargs: Kwargs): Dict {
  const variables = dictFrom(kwargs);
  parameters.forEach((name, place) => {
    if (IMPLIED.has(name) && !variables.has(name)) variables.set(name, args[place]);
  });
  return variables;
}

/** The new style: the translation is always a format, safe under autoescape, and the variables in it are escaped. */
function formatting(name: Name, translate: Callable): Callable {
  const parameters = PARAMETERS[name];
  const call = (context: ContextCore, ...given: unknown[]): unknown => {
    const args = given.slice(0, parameters.length);
    const kwargs = given[parameters.length] as Kwargs;
    const text = callValue(translate, args, null, context);
    const format = context.evalContext.autoescape ? new Markup(str(text)) : text;
    return modulo(format, variablesOf(parameters, args, kwargs));
  };
  Object.defineProperty(call, "name", { value: name });
  return withSignature(call, {
    parameters,
    required: parameters.length,
    // A message may have variables that are called alike.
    positional: true,
    pass: "context",
    kwargs: true,
  });
}

function gettextOf(context: ContextCore): unknown {
  return context.resolve("gettext") ?? context.environment.makeUndefined({ name: "gettext" });
}

/** `_("text")` calls whatever `gettext` is where it is called. */
export const gettextAlias: Callable = withSignature(
  (context: ContextCore, kwargs: Kwargs, ...args: unknown[]): unknown =>
    context.environment.call(context, gettextOf(context), args, kwargs),
  { parameters: [], pass: "context", varargs: true, kwargs: true },
);

/**
 * Makes `translations` the catalog of all templates that are compiled from now on.
 * The environment needs the extension i18n. Functions that are not given are undefined in templates.
 */
export function installTranslations(
  environment: TranslatedEnvironment,
  translations: Translations,
  options: InstallOptions = {},
): void {
  if (options.newstyle !== undefined) environment.newstyleGettext = options.newstyle;
  environment.globals.set("_", gettextAlias);
  for (const name of NAMES) {
    const given = translations[name] as Callable | undefined;
    if (given === undefined) continue;
    const translate = (...args: unknown[]): unknown => given.apply(translations, args) as unknown;
    environment.globals.set(name, environment.newstyleGettext === true ? formatting(name, translate) : translate);
  }
}

/** Texts stay as they are; a count of 1 takes the singular. */
const nullTranslations = {
  gettext: message => message,
  ngettext: (singular, plural, count) => (equals(count, 1) ? singular : plural),
  pgettext: (_context, message) => message,
  npgettext: (_context, singular, plural, count) => (equals(count, 1) ? singular : plural),
} satisfies Translations;

/** The parameters of Python's `gettext.NullTranslations`, which take no variables of a message. */
const NULL_PARAMETERS = {
  gettext: ["message"],
  ngettext: ["msgid1", "msgid2", "n"],
  pgettext: ["context", "message"],
  npgettext: ["context", "msgid1", "msgid2", "n"],
} as const;

/** For applications that are not translated (yet), but whose templates say `trans`. */
export function installNullTranslations(environment: TranslatedEnvironment, options: InstallOptions = {}): void {
  installTranslations(environment, nullTranslations, options);
  if (environment.newstyleGettext === true) return;
  for (const name of NAMES) {
    const translate = (...args: unknown[]): unknown => (nullTranslations[name] as Callable)(...args);
    Object.defineProperty(translate, "name", { value: `NullTranslations.${name}` });
    const parameters = NULL_PARAMETERS[name];
    environment.globals.set(name, withSignature(translate, { parameters, required: parameters.length }));
  }
}

/** Takes the functions out again. */
export function uninstallTranslations(environment: TranslatedEnvironment): void {
  for (const name of NAMES) environment.globals.delete(name);
}
