// What can go wrong in a template. The classes are Jinja's (jinja2.exceptions), by the same names.

import { frameReport, noteFrame, renameStack } from "./error-frames.ts";

/** The base of all that Jinja itself raises. */
export class TemplateError extends Error {
  override readonly name: string = "TemplateError";

  /** Name and message, then the places in templates with excerpts. */
  override toString(): string {
    return `${this.name}: ${this.message}${frameReport(this)}`;
  }
}

/** A template that no loader has. */
export class TemplateNotFound extends TemplateError {
  override readonly name: string = "TemplateNotFound";
  /** The name that was asked for; the last one of several. */
  readonly templateName: string | null;
  readonly templates: readonly string[];

  constructor(name: string | null, message?: string) {
    super(message ?? String(name));
    this.templateName = name;
    this.templates = name === null ? [] : [name];
  }
}

/** None of several templates was found. */
export class TemplatesNotFound extends TemplateNotFound {
  override readonly name: string = "TemplatesNotFound";
  override readonly templates: readonly string[];

  constructor(names: readonly string[], message?: string) {
    super(names.at(-1) ?? null, message ?? `none of the templates given were found: ${names.join(", ")}`);
    this.templates = names;
  }
}

/** Where in which source; lines and columns count from 1. */
export interface SyntaxPlace {
  readonly line: number;
  readonly column?: number;
  readonly width?: number;
  readonly template?: string | null;
  readonly filename?: string | null;
  readonly source?: string | undefined;
}

/** Source that is no template. */
export class TemplateSyntaxError extends TemplateError {
  override readonly name: string = "TemplateSyntaxError";
  declare readonly lineno: number;
  declare readonly place: SyntaxPlace;

  constructor(message: string, place: SyntaxPlace) {
    super(message);
    // Not enumerable: the whole source would be printed with the error.
    Object.defineProperties(this, { lineno: { value: place.line }, place: { value: place } });
    const { line, column = 0, width = 1, template = null, source } = place;
    noteFrame(this, { template: template ?? place.filename ?? null, line, column, width, source, what: "template" });
  }
}

/** A template that parses, but asks for a filter, test or block that cannot be. */
export class TemplateAssertionError extends TemplateSyntaxError {
  override readonly name: string = "TemplateAssertionError";

  constructor(message: string, place: SyntaxPlace) {
    super(message, place);
    renameStack(this);
  }
}

/** What Jinja lets through and only Python's compiler refuses, which a SyntaxError tells: `break` outside a loop. */
export class PythonSyntaxError extends TemplateSyntaxError {
  override readonly name: string = "SyntaxError";

  constructor(message: string, place: SyntaxPlace) {
    super(message, place);
    renameStack(this);
  }
}

/** Something went wrong while a template ran. */
export class TemplateRuntimeError extends TemplateError {
  override readonly name: string = "TemplateRuntimeError";
}

/** Something was done with a value that is not defined. */
export class UndefinedError extends TemplateRuntimeError {
  override readonly name: string = "UndefinedError";
}

/** The sandbox forbids it. */
export class SecurityError extends TemplateRuntimeError {
  override readonly name: string = "SecurityError";
}

/** A filter was called with arguments that it does not take. */
export class FilterArgumentError extends TemplateRuntimeError {
  override readonly name: string = "FilterArgumentError";
}

/** The classes of Python's errors that templates meet. */
export type PythonErrorName =
  | "TypeError"
  | "ValueError"
  | "KeyError"
  | "IndexError"
  | "AttributeError"
  | "ZeroDivisionError"
  | "OverflowError"
  | "LookupError"
  | "RecursionError"
  | "RuntimeError"
  | "UnicodeEncodeError"
  | "UnicodeDecodeError"
  | "AssertionError";

/** What Python itself raises where Jinja lets it through: `{{ 1 / 0 }}` is a ZeroDivisionError. */
export class PythonError extends Error {
  override readonly name: PythonErrorName;

  constructor(name: PythonErrorName, message: string) {
    super(message);
    this.name = name;
  }

  /** Name and message, then the places in templates with excerpts. */
  override toString(): string {
    return `${this.name}: ${this.message}${frameReport(this)}`;
  }
}

/** Python's TypeError. */
export function typeError(message: string): PythonError {
  return new PythonError("TypeError", message);
}

/** Python's ValueError. */
export function valueError(message: string): PythonError {
  return new PythonError("ValueError", message);
}
