// The environment: options, filters, tests and globals, and the way from a name or a source to a template.
import { compileTemplate } from "../compile/compile.ts";
import { EnvironmentBase } from "./environment-base.ts";
import { TemplateNotFound, TemplatesNotFound, UndefinedError } from "../errors.ts";
import { expressionTemplate, RESULT } from "./expression.ts";
import type { Loader, LoaderEnvironment, TemplateGlobals, TemplateSource } from "../loaders/loader.ts";
import { checkOptions, optionsOf, resolveOptions, syntaxFrom, type EnvironmentOptions } from "./options.ts";
import type { PrecompiledTemplate } from "../precompile/precompiled.ts";
import { link } from "../runtime/link.ts";
import type { CompiledSource } from "../runtime/types.ts";
import type * as ast from "../syntax/ast.ts";
import type { ParseOptions } from "../syntax/options.ts";
import { withKnownNames } from "../syntax/known-names.ts";
import { parse } from "../syntax/parser.ts";
import { TemplateCache } from "./template-cache.ts";
import { Template, type TemplateContext, type TemplateFacts } from "./template.ts";
import { Undefined } from "../undefined.ts";
import { iterate } from "../values/iterate.ts";
import { textOf } from "../values/markup.ts";

/** What `getOrSelectTemplate` takes: a name, a template, or several of them to try. */
export type TemplateChoice = string | Template | Iterable<string | Template>;

interface CachedTemplate {
  readonly loader: Loader;
  readonly template: Template;
}

/** Shares configuration among templates and loads them (jinja2.Environment). Change it before the first template is loaded. */
export class Environment extends EnvironmentBase implements LoaderEnvironment {
  readonly overlayed: boolean = false;
  /** The environment that this one overlays. */
  readonly linkedTo: Environment | null = null;
  loader: Loader | null;
  autoReload: boolean;
  /** The class of templates that it makes. */
  templateClass: typeof Template = Template;
  private readonly cache: TemplateCache<CachedTemplate>;

  /** Raises TypeError for options that are unknown or wrong. */
  constructor(options: EnvironmentOptions = {}) {
    const settings = resolveOptions(options);
    super(settings);
    this.loader = settings.loader;
    this.autoReload = settings.autoReload;
    this.cache = new TemplateCache(settings.cacheSize);
    for (const extension of settings.extensions) this.addExtension(extension);
  }

  /** An environment that shares all with this one but the given options and the cache. Extensions can only be added. */
  overlay(options: EnvironmentOptions = {}): this {
    const found = checkOptions(options);
    for (const name of ["globals", "filters", "tests"]) {
      if (found.has(name)) throw new TypeError(`An overlay shares its environment's ${name}: add them there.`);
    }
    const syntax = syntaxFrom(found, this.syntax);
    const { cacheSize, extensions = [], ...others } = optionsOf(found);
    for (const name of Object.keys(this.syntax)) delete (others as Record<string, unknown>)[name];
    const made = Object.create(Object.getPrototypeOf(this) as object, Object.getOwnPropertyDescriptors(this)) as this;
    const cache = new TemplateCache<CachedTemplate>(cacheSize ?? this.cache.capacity);
    const own = { syntax, cache, overlayed: true, linkedTo: this, extensions: new Map(this.extensions) };
    Object.assign(made, others, own);
    for (const extension of extensions) made.addExtension(extension);
    return made;
  }

  // From source to template

  private parseOptions(name: string | null, filename: string | null): ParseOptions {
    return {
      ...this.syntax,
      name,
      filename,
      extensions: [...this.extensions.values()],
      newstyleGettext: this.newstyleGettext,
      trimmedTranslations: this.policies.get("ext.i18n.trimmed") === true,
    };
  }

  /** The syntax tree of a source. TemplateSyntaxError where it is none. */
  parse(source: string, name: string | null = null, filename: string | null = null): ast.Template {
    return withKnownNames(parse(source, this.parseOptions(name, filename)), this.globals);
  }

  /** The JavaScript of a source or a syntax tree. Raises TypeError for what is neither. */
  compile(source: string | ast.Template, name: string | null = null, filename: string | null = null): CompiledSource {
    if (typeof source !== "string" && (source as Partial<ast.Template> | null | undefined)?.type !== "Template") {
      throw new TypeError(`a template's source is a string, not ${source === null ? "null" : typeof source}`);
    }
    const tree = typeof source === "string" ? this.parse(source, name, filename) : source;
    const text = typeof source === "string" ? source : undefined;
    return compileTemplate(tree, { name, filename, source: text, environment: this });
  }

  /** A template from a source (or a syntax tree), without a loader. */
  fromString(source: string | ast.Template, globals: TemplateGlobals = null): Template {
    const text = typeof source === "string" ? source : undefined;
    return new this.templateClass({ ...this.facts(this.compile(source), text), globals });
  }

  /** For templates that are made without an environment. */
  factsFromString(source: string): TemplateFacts {
    return this.facts(this.compile(source), source);
  }

  /** For loaders. */
  templateFromSource(found: TemplateSource, name: string, globals: TemplateGlobals = null): Template {
    const { source, filename = null, uptodate = null } = found;
    const facts = this.facts(this.compile(source, name, filename), source, name);
    return new this.templateClass({ ...facts, filename, globals, uptodate });
  }

  /** For loaders. */
  templateFromPrecompiled(found: PrecompiledTemplate, name: string, globals: TemplateGlobals = null): Template {
    return new this.templateClass({ ...this.facts(found, found.source, name), globals });
  }

  private facts(
    code: CompiledSource | PrecompiledTemplate,
    source: string | undefined,
    name: string | null = null,
  ): TemplateFacts {
    const compiled = link(typeof code.code === "string" ? (code as CompiledSource) : code.code, this, { name, source });
    return {
      environment: this,
      compiled,
      name,
      filename: null,
      source,
      globals: null,
      uptodate: null,
      lines: code.lines ?? [],
    };
  }

  // Loading

  /** The template of this name. TemplateNotFound where the loader has none; TypeError where there is no loader. */
  getTemplate(name: string | Template, parent: string | null = null, globals: TemplateGlobals = null): Template {
    if (name instanceof Template) return name;
    const text = templateName(name);
    return this.load(parent === null ? text : this.joinPath(text, parent), globals);
  }

  /** The first of these that there is. TemplatesNotFound where there is none. */
  selectTemplate(names: Iterable<unknown>, parent: string | null = null, globals: TemplateGlobals = null): Template {
    if ((names as unknown) instanceof Undefined) (names as unknown as Undefined).fail();
    const all = [...iterate(names)];
    if (all.length === 0) throw new TemplatesNotFound([], "Tried to select from an empty list of templates.");
    for (const name of all) {
      try {
        return this.getTemplate(name as string | Template, parent, globals);
      } catch (error) {
        if (!(error instanceof TemplateNotFound || error instanceof UndefinedError)) throw error;
      }
    }
    throw new TemplatesNotFound(all.map(name => (name instanceof Undefined ? name.message() : String(name))));
  }

  /** `getTemplate` for a name or a template, `selectTemplate` for several. */
  getOrSelectTemplate(choice: TemplateChoice, parent: string | null = null, globals: TemplateGlobals = null): Template {
    const single = choice instanceof Template || choice instanceof Undefined || textOf(choice) !== undefined;
    return single
      ? this.getTemplate(choice as string | Template, parent, globals)
      : this.selectTemplate(choice as Iterable<unknown>, parent, globals);
  }

  /** The name that a template means by `name`; by default names count from the loader's root. Subclasses may override it. */
  joinPath(name: string, _parent: string): string {
    return name;
  }

  /** The names that the loader has: all, those with one of these file extensions, or those that a function lets through. */
  listTemplates(filter?: readonly string[] | ((name: string) => boolean)): string[] {
    const names = this.requireLoader().listTemplates();
    if (filter === undefined) return names;
    if (typeof filter === "function") return names.filter(filter);
    return names.filter(name => name.includes(".") && filter.includes(name.slice(name.lastIndexOf(".") + 1)));
  }

  /** The source that the loader has under a name. */
  getSource(name: string): TemplateSource {
    return this.requireLoader().getSource(this, name);
  }

  /** Renders the template of this name. */
  render(name: string, context?: TemplateContext): string {
    return this.getTemplate(name).render(context);
  }

  /** A function that computes an expression from variables. An undefined result becomes null, unless told otherwise. */
  compileExpression(source: string, undefinedToNone = true): (context?: TemplateContext) => unknown {
    const template = this.fromString(expressionTemplate(source, this.parseOptions(null, null)));
    return (variables = {}) => {
      const found = template.evaluate(RESULT, variables);
      return undefinedToNone && found instanceof Undefined ? null : found;
    };
  }

  private requireLoader(): Loader {
    if (this.loader === null) throw new TypeError("no loader for this environment specified");
    return this.loader;
  }

  private load(name: string, globals: TemplateGlobals): Template {
    const loader = this.requireLoader();
    const cached = this.cache.get(name);
    if (cached?.loader === loader && (!this.autoReload || cached.template.isUpToDate)) {
      if (globals !== null) cached.template.addGlobals(globals);
      return cached.template;
    }
    const template = loader.load(this, name, globals) as Template;
    this.cache.set(name, { loader, template });
    return template;
  }
}

/** A template's name as a text. Raises UndefinedError for an undefined value. */
function templateName(name: unknown): string {
  if (name instanceof Undefined) name.fail();
  return textOf(name) ?? String(name);
}

Template.environmentClass = Environment;
