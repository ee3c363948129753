// The package's public names; its README tells of each.
export { Environment, type TemplateChoice } from "./environment/environment.ts";
export {
  FilterArgumentError,
  PythonError,
  PythonSyntaxError,
  SecurityError,
  TemplateAssertionError,
  TemplateError,
  TemplateNotFound,
  TemplateRuntimeError,
  TemplateSyntaxError,
  TemplatesNotFound,
  UndefinedError,
  type PythonErrorName,
  type SyntaxPlace,
} from "./errors.ts";
export { templateFrames, type TemplateFrame } from "./error-frames.ts";
export { MAX_RANGE } from "./globals/range.ts";
export type { HostModule } from "./environment/host-module.ts";
export { randomFilter } from "./filters/sequences.ts";
export { extractTranslations, type ExtractedMessage } from "./i18n/extract.ts";
export {
  installNullTranslations,
  installTranslations,
  type InstallOptions,
  type Translations,
  uninstallTranslations,
} from "./i18n/install.ts";
export { ChoiceLoader } from "./loaders/choice.ts";
export { DictLoader } from "./loaders/dict.ts";
export { FileSystemLoader, type FileSystemLoaderOptions } from "./loaders/file-system.ts";
export { FunctionLoader, type FunctionAnswer } from "./loaders/function.ts";
export {
  BaseLoader,
  type Loader,
  type LoaderEnvironment,
  type TemplateGlobals,
  type TemplateSource,
} from "./loaders/loader.ts";
export { ModuleLoader } from "./loaders/module.ts";
export { PrefixLoader } from "./loaders/prefix.ts";
export type { Autoescape, EnvironmentOptions } from "./environment/options.ts";
export { precompile, type PrecompiledModule, type PrecompileOptions } from "./precompile/precompile.ts";
export type { PrecompiledTemplate, PrecompiledTemplates } from "./precompile/precompiled.ts";
export type {
  CompiledSource,
  ContextCore,
  EnvironmentCore,
  EvalContext,
  Kwargs,
  Limits,
  UndefinedFacts,
} from "./runtime/types.ts";
export {
  DEFAULT_LIMITS,
  ImmutableSandboxedEnvironment,
  isInternalAttribute,
  modifiesKnownMutable,
  SandboxedEnvironment,
  unsafe,
  type SandboxOptions,
} from "./sandbox/sandbox.ts";
export { selectAutoescape, type AutoescapeRules } from "./environment/select-autoescape.ts";
export type * as nodes from "./syntax/ast.ts";
export type { Extension, Parsed, ParserApi, TokenReader } from "./syntax/extension.ts";
export type { ParseOptions } from "./syntax/options.ts";
export { findReferencedTemplates, findUndeclaredVariables } from "./meta.ts";
export type { Expected, Token } from "./syntax/tokens.ts";
export { childrenOf, find, findAll, walk } from "./syntax/walk.ts";
export { Template, type TemplateContext } from "./environment/template.ts";
export {
  ChainableUndefined,
  DebugUndefined,
  makeLoggingUndefined,
  StrictUndefined,
  Undefined,
  type UndefinedClass,
  type UndefinedLogger,
} from "./undefined.ts";
export {
  passContext,
  passEnvironment,
  passEvalContext,
  withSignature,
  type Callable,
  type Pass,
  type Signature,
} from "./values/callable.ts";
export { Dict } from "./values/dict.ts";
export { escape } from "./values/escape.ts";
export { float, Float } from "./values/float.ts";
export { isMarkup, Markup, markup } from "./values/markup.ts";
export { Range } from "./values/range.ts";
export { tuple, Tuple } from "./values/tuple.ts";
