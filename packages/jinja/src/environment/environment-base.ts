// What an environment holds, and what running templates ask of it.
import { resolveExtension } from "../extensions/resolve.ts";
import { callNamed } from "./filter-calls.ts";
import { builtinFilters } from "../filters/builtin.ts";
import { defaultPolicies } from "../filters/policies.ts";
import { builtinGlobals } from "../globals/builtin.ts";
import {
  installNullTranslations,
  installTranslations,
  uninstallTranslations,
  type InstallOptions,
  type Translations,
} from "../i18n/install.ts";
import type { Autoescape, Settings } from "./options.ts";
import { pythonWords } from "../runtime/python-words.ts";
import type {
  ContextCore,
  EnvironmentCore,
  EvalContext,
  Kwargs,
  Limits,
  TemplateCore,
  UndefinedFacts,
} from "../runtime/types.ts";
import type { Extension } from "../syntax/extension.ts";
import type { SyntaxOptions } from "../syntax/options.ts";
import { builtinTests } from "../tests/builtin.ts";
import type { Undefined, UndefinedClass } from "../undefined.ts";
import { lookupAttribute, lookupItem } from "../access/attributes.ts";
import { callValue } from "../access/call.ts";
import type { Callable } from "../values/callable.ts";
import { truth } from "../values/truth.ts";

/** An environment without the way from names to templates. */
export abstract class EnvironmentBase implements EnvironmentCore {
  readonly filters: Map<string, Callable> = builtinFilters();
  readonly tests: Map<string, Callable> = builtinTests();
  readonly globals: Map<string, unknown> = builtinGlobals();
  readonly policies: Map<string, unknown> = defaultPolicies();
  /** By name, in the order in which they were added. */
  readonly extensions: Map<string, Extension> = new Map();
  readonly sandboxed: boolean = false;
  readonly limits: Limits | null = null;
  readonly syntax: SyntaxOptions;
  readonly optimized: boolean;
  readonly undefined: UndefinedClass;
  readonly strictPython: boolean;
  readonly autoescape: Autoescape;
  readonly finalize: ((value: unknown) => unknown) | null;
  /** i18n: `trans` gives variables to gettext instead of filling them in afterwards. */
  newstyleGettext = false;

  constructor(settings: Settings) {
    this.syntax = settings.syntax;
    this.optimized = settings.optimized;
    this.undefined = settings.undefined;
    this.strictPython = settings.strictPython;
    this.autoescape = settings.autoescape;
    this.finalize = settings.finalize as ((value: unknown) => unknown) | null;
    for (const [name, value] of Object.entries(settings.globals)) this.globals.set(name, value);
    for (const [name, filter] of Object.entries(settings.filters)) this.filters.set(name, filter);
    for (const [name, test] of Object.entries(settings.tests)) this.tests.set(name, test);
  }

  abstract getTemplate(name: string, parent?: string | null): TemplateCore;
  abstract selectTemplate(names: readonly unknown[], parent?: string | null): TemplateCore;

  get newlineSequence(): string {
    return this.syntax.newlineSequence;
  }

  autoescapeFor(name: string | null): boolean {
    return typeof this.autoescape === "function" ? this.autoescape(name) : this.autoescape;
  }

  // Setting up

  addFilter(name: string, filter: Callable): this {
    this.filters.set(name, filter);
    return this;
  }

  addTest(name: string, test: Callable): this {
    this.tests.set(name, test);
    return this;
  }

  addGlobal(name: string, value: unknown): this {
    this.globals.set(name, value);
    return this;
  }

  /** Adds an extension by name or as an object. */
  addExtension(extension: string | Extension): this {
    const found = resolveExtension(extension);
    if (found === null) return this;
    this.extensions.set(found.name ?? `extension ${this.extensions.size}`, found);
    found.setup?.(this);
    return this;
  }

  /** Gives it further properties where it has none of their names: for extensions. */
  extend(properties: Readonly<Record<string, unknown>>): this {
    for (const [name, value] of Object.entries(properties)) {
      if (!(name in this)) Object.defineProperty(this, name, { value, writable: true, configurable: true });
    }
    return this;
  }

  /** i18n: texts are translated by the functions of a catalog, in templates that are compiled from now on. */
  installGettextTranslations(translations: Translations, options: InstallOptions = {}): this {
    installTranslations(this, translations, options);
    return this;
  }

  /** i18n: texts stay as they are. */
  installNullTranslations(options: InstallOptions = {}): this {
    installNullTranslations(this, options);
    return this;
  }

  uninstallGettextTranslations(): this {
    uninstallTranslations(this);
    return this;
  }

  // What running templates ask

  makeUndefined(about: UndefinedFacts): Undefined {
    return new this.undefined(about, pythonWords);
  }

  getAttribute(object: unknown, name: string): unknown {
    const found = lookupAttribute(object, name, this.strictPython);
    return found === undefined ? this.makeUndefined({ object, name }) : found;
  }

  getItem(object: unknown, key: unknown): unknown {
    const found = lookupItem(object, key, this.strictPython);
    return found === undefined ? this.makeUndefined({ object, name: key }) : found;
  }

  call(
    context: ContextCore | null,
    callee: unknown,
    args: readonly unknown[],
    kwargs: Kwargs | null,
    self?: unknown,
  ): unknown {
    return callValue(callee, args, kwargs, context ?? this, self);
  }

  /** Applies a filter as a template does. */
  callFilter(
    name: string,
    value: unknown,
    args: readonly unknown[] = [],
    kwargs: Kwargs | null = null,
    context: ContextCore | EvalContext | null = null,
  ): unknown {
    return callNamed(this, { kind: "filter", name, args: [value, ...args], kwargs, context });
  }

  /** Applies a test as a template does. */
  callTest(
    name: string,
    value: unknown,
    args: readonly unknown[] = [],
    kwargs: Kwargs | null = null,
    context: ContextCore | EvalContext | null = null,
  ): boolean {
    return truth(callNamed(this, { kind: "test", name, args: [value, ...args], kwargs, context }));
  }
}
