// An environment's options: Jinja's names in camelCase, what they may be, and what they are when left out.
import type { Loader } from "../loaders/loader.ts";
import { didYouMean } from "../suggest.ts";
import type { Extension } from "../syntax/extension.ts";
import { resolveSyntax, type SyntaxOptions } from "../syntax/options.ts";
import { ChainableUndefined, DebugUndefined, StrictUndefined, Undefined, type UndefinedClass } from "../undefined.ts";
import type { Callable } from "../values/callable.ts";

/** Autoescaping for all templates, or by name; null is the name of templates from strings. */
export type Autoescape = boolean | ((name: string | null) => boolean);

/**
 * The options of jinja2.Environment by their names in camelCase; an option that is undefined is as if it were left out.
 * Both `blockStart` and Jinja's longer `blockStartString` are accepted, and so on for all delimiters.
 */
export interface EnvironmentOptions {
  /** Default "{%". */
  readonly blockStart?: string | undefined;
  readonly blockStartString?: string | undefined;
  /** Default "%}". */
  readonly blockEnd?: string | undefined;
  readonly blockEndString?: string | undefined;
  /** Default "{{". */
  readonly variableStart?: string | undefined;
  readonly variableStartString?: string | undefined;
  /** Default "}}". */
  readonly variableEnd?: string | undefined;
  readonly variableEndString?: string | undefined;
  /** Default "{#". */
  readonly commentStart?: string | undefined;
  readonly commentStartString?: string | undefined;
  /** Default "#}". */
  readonly commentEnd?: string | undefined;
  readonly commentEndString?: string | undefined;
  /** Lines that begin with it are statements. Default null: none are. */
  readonly lineStatementPrefix?: string | null | undefined;
  /** What follows it on a line is a comment. Default null: nothing is. */
  readonly lineCommentPrefix?: string | null | undefined;
  /** The first newline after a statement or a comment is dropped. Default false. */
  readonly trimBlocks?: boolean | undefined;
  /** Blanks before a statement or a comment are dropped where it is the first on its line. Default false. */
  readonly lstripBlocks?: boolean | undefined;
  /** Every newline of a source is printed as this one. Default "\n". */
  readonly newlineSequence?: SyntaxOptions["newlineSequence"] | undefined;
  /** False, the default: one newline at the very end of a source is dropped. */
  readonly keepTrailingNewline?: boolean | undefined;
  /** Names ("do", "jinja2.ext.loopcontrols") or extensions of your own. Default none. */
  readonly extensions?: readonly (string | Extension)[] | undefined;
  /** Constant expressions are computed once, at compile time. Default true. */
  readonly optimized?: boolean | undefined;
  /** What stands for missing values: `Undefined`, the default, or a subclass; those of Jinja also by name. */
  readonly undefined?: UndefinedClass | UndefinedName | undefined;
  /** Sees the value of each `{{ … }}` before it is printed; `passContext` and its siblings work. Default null: nobody does. */
  readonly finalize?: Callable | null | undefined;
  /** Default false; `selectAutoescape()` decides as Jinja's by the name. */
  readonly autoescape?: Autoescape | undefined;
  /** Default null: templates come from strings only. */
  readonly loader?: Loader | null | undefined;
  /** Templates kept; 0 keeps none, -1 all. Default 400. */
  readonly cacheSize?: number | undefined;
  /** Ask the loader at each use whether the source has changed. Default true. */
  readonly autoReload?: boolean | undefined;
  /** False: JavaScript's own harmless properties and methods (`list.length`) are reachable, too. Default true. */
  readonly strictPython?: boolean | undefined;
  /** Added to the built-in ones, as `addGlobal`, `addFilter` and `addTest` add. */
  readonly globals?: Readonly<Record<string, unknown>> | undefined;
  readonly filters?: Readonly<Record<string, Callable>> | undefined;
  readonly tests?: Readonly<Record<string, Callable>> | undefined;
}

/** Names that config files can hold. */
export type UndefinedName = "Undefined" | "ChainableUndefined" | "DebugUndefined" | "StrictUndefined";

/** Options with everything filled in. */
export interface Settings {
  readonly syntax: SyntaxOptions;
  readonly extensions: readonly (string | Extension)[];
  readonly optimized: boolean;
  readonly undefined: UndefinedClass;
  readonly finalize: Callable | null;
  readonly autoescape: Autoescape;
  readonly loader: Loader | null;
  readonly cacheSize: number;
  readonly autoReload: boolean;
  readonly strictPython: boolean;
  readonly globals: Readonly<Record<string, unknown>>;
  readonly filters: Readonly<Record<string, Callable>>;
  readonly tests: Readonly<Record<string, Callable>>;
}

const UNDEFINED_CLASSES: ReadonlyMap<unknown, UndefinedClass> = new Map<unknown, UndefinedClass>([
  ["Undefined", Undefined],
  ["ChainableUndefined", ChainableUndefined],
  ["DebugUndefined", DebugUndefined],
  ["StrictUndefined", StrictUndefined],
]);

type Check = readonly [what: string, holds: (value: unknown) => boolean];

const text: Check = ["a string that is not empty", value => typeof value === "string" && value !== ""];
const flag: Check = ["true or false", value => typeof value === "boolean"];
const functions: Check = [
  "an object of functions",
  value => isRecord(value) && Object.values(value).every(each => typeof each === "function"),
];
const prefix: Check = ["a string or null", value => value === null || typeof value === "string"];

/** What each option must be. */
const checks: Readonly<Record<string, Check>> = {
  blockStart: text,
  blockEnd: text,
  variableStart: text,
  variableEnd: text,
  commentStart: text,
  commentEnd: text,
  lineStatementPrefix: prefix,
  lineCommentPrefix: prefix,
  trimBlocks: flag,
  lstripBlocks: flag,
  newlineSequence: text,
  keepTrailingNewline: flag,
  extensions: ["an array of names and extensions", value => Array.isArray(value)],
  optimized: flag,
  undefined: ["Undefined or a subclass of it", isUndefinedClass],
  finalize: ["a function or null", value => value === null || typeof value === "function"],
  autoescape: ["true, false or a function", value => typeof value === "boolean" || typeof value === "function"],
  loader: ["a loader or null", isLoader],
  cacheSize: ["an integer from -1 on", value => Number.isInteger(value) && Number(value) >= -1],
  autoReload: flag,
  strictPython: flag,
  globals: ["an object", isRecord],
  filters: functions,
  tests: functions,
};

/** Jinja's options that have no place here, and what to do instead. */
const absent: Readonly<Record<string, string>> = {
  enableAsync: "rendering is synchronous; await values before you render",
  bytecodeCache: "write compiled templates with `precompile` and load them with a ModuleLoader",
};

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isUndefinedClass(value: unknown): boolean {
  if (UNDEFINED_CLASSES.has(value)) return true;
  return value === Undefined || (typeof value === "function" && value.prototype instanceof Undefined);
}

function isLoader(value: unknown): boolean {
  return value === null || (typeof value === "object" && typeof (value as Partial<Loader>).load === "function");
}

/** `blockStartString` is `blockStart`. */
function canonical(name: string): string {
  return /^(?:block|variable|comment)(?:Start|End)String$/.test(name) ? name.slice(0, -"String".length) : name;
}

function checked(given: string, value: unknown, extra: readonly string[]): string {
  const name = canonical(given);
  const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
  if (check === undefined) throw new TypeError(`Unknown option '${given}'.${advice(given, extra)}`);
  const [what, holds] = check;
  if (!holds(value)) throw new TypeError(`The option '${given}' must be ${what}.`);
  return name;
}

/** Jinja's own spelling in ours: `block_start_string` is `blockStartString`. */
function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function advice(given: string, extra: readonly string[]): string {
  const name = camelCase(given);
  if (name !== given && Object.hasOwn(checks, canonical(name))) return ` Did you mean '${name}'?`;
  const reason = Object.hasOwn(absent, name) ? absent[name] : undefined;
  return reason === undefined
    ? didYouMean(name, [...Object.keys(checks), ...extra])
    : ` It is not supported: ${reason}.`;
}

/**
 * Options by their short names, each checked; what is undefined or a disabled `enableAsync` is left out.
 * `extra` are further names that a message may suggest. Raises TypeError.
 */
export function checkOptions(options: EnvironmentOptions, extra: readonly string[] = []): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [given, value] of Object.entries(options)) {
    if (value === undefined || (Object.hasOwn(absent, given) && (value === false || value === null))) continue;
    const name = checked(given, value, extra);
    found.set(name, name === "undefined" ? (UNDEFINED_CLASSES.get(value) ?? value) : value);
  }
  return found;
}

/** Checked options as an object that inherits nothing: an option is not given by who wrote to Object.prototype. */
export function optionsOf(found: ReadonlyMap<string, unknown>): EnvironmentOptions {
  return { __proto__: null, ...Object.fromEntries(found) } as EnvironmentOptions;
}

/** The syntax that options tell of, over another one. Raises TypeError where delimiters cannot be told apart. */
export function syntaxFrom(found: ReadonlyMap<string, unknown>, base?: SyntaxOptions): SyntaxOptions {
  const syntax = resolveSyntax({ __proto__: null, ...base, ...Object.fromEntries(found) } as Partial<SyntaxOptions>);
  const starts = [syntax.blockStart, syntax.variableStart, syntax.commentStart];
  if (new Set(starts).size < starts.length) {
    throw new TypeError("block, variable and comment start strings must be different.");
  }
  if (!["\n", "\r\n", "\r"].includes(syntax.newlineSequence)) {
    throw new TypeError("'newlineSequence' must be one of '\\n', '\\r\\n', or '\\r'.");
  }
  return Object.freeze(syntax);
}

/** All settings of a new environment. */
export function resolveOptions(options: EnvironmentOptions): Settings {
  const found = checkOptions(options);
  const given = optionsOf(found);
  return {
    syntax: syntaxFrom(found),
    extensions: given.extensions ?? [],
    optimized: given.optimized ?? true,
    undefined: (given.undefined as UndefinedClass | undefined) ?? Undefined,
    finalize: given.finalize ?? null,
    autoescape: given.autoescape ?? false,
    loader: given.loader ?? null,
    cacheSize: given.cacheSize ?? 400,
    autoReload: given.autoReload ?? true,
    strictPython: given.strictPython ?? true,
    globals: given.globals ?? {},
    filters: given.filters ?? {},
    tests: given.tests ?? {},
  };
}
