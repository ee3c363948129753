// Extensions by the names that Jinja and its users know them by.
import { TemplateError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import type { Extension } from "../syntax/extension.ts";
import { debugExtension } from "./debug.ts";
import { doExtension } from "./do.ts";
import { i18nExtension } from "./i18n.ts";
import { loopControlsExtension } from "./loop-controls.ts";

/** Null: part of the language since Jinja 2.9, so there is nothing to add. */
const NAMES: ReadonlyMap<string, Extension | null> = new Map<string, Extension | null>([
  ["do", doExtension],
  ["ExprStmtExtension", doExtension],
  ["loopcontrols", loopControlsExtension],
  ["LoopControlExtension", loopControlsExtension],
  ["i18n", i18nExtension],
  ["InternationalizationExtension", i18nExtension],
  ["debug", debugExtension],
  ["DebugExtension", debugExtension],
  ["autoescape", null],
  ["with", null],
  ["with_", null],
  ["AutoEscapeExtension", null],
  ["WithExtension", null],
]);

const PREFIX = "jinja2.ext.";

/** The extension for a name, with or without "jinja2.ext."; null for one that is always there. A TemplateError for unknown names. */
export function resolveExtension(extension: string | Extension): Extension | null {
  if (typeof extension !== "string") return extension;
  const name = extension.startsWith(PREFIX) ? extension.slice(PREFIX.length) : extension;
  const found = NAMES.get(name);
  if (found !== undefined) return found;
  throw new TemplateError(`unknown extension '${extension}'.${didYouMean(name, NAMES.keys())}`);
}

/** A list of names and extensions as the parser takes it. */
export function resolveExtensions(extensions: readonly (string | Extension)[]): readonly Extension[] {
  return extensions.map(resolveExtension).filter(extension => extension !== null);
}
