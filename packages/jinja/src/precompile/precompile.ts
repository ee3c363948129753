// Writing compiled templates to disk: one JavaScript module with plain functions, and its source map.
import type { PrecompileEnvironment } from "./precompiled.ts";
import { SourceMap } from "./source-map.ts";

/** What the module is to be. */
export interface PrecompileOptions {
  /** An ES module (default) or a CommonJS one. */
  readonly target?: "esm" | "cjs" | undefined;
  /** The module's file name in its source map. Default "templates.js". */
  readonly file?: string | undefined;
}

/** A module, ready to be written. */
export interface PrecompiledModule {
  /** The module's text. It ends with a comment that names the map: `<file>.map` beside it. */
  readonly code: string;
  /** The source map (version 3) as JSON, with the templates' sources. */
  readonly map: string;
}

function opening(target: "esm" | "cjs"): string {
  return target === "esm" ? "export const templates = {" : "exports.templates = {";
}

/**
 * Compiles templates of the environment's loader, all of them unless named, to the text of one module without eval.
 * Give what it exports to a ModuleLoader. Raises what compiling raises.
 */
export function precompile(
  environment: PrecompileEnvironment,
  names: readonly string[] = environment.listTemplates(),
  options: PrecompileOptions = {},
): PrecompiledModule {
  const { target = "esm", file = "templates.js" } = options;
  const lines = [
    "// Compiled templates. Made by precompile; changes here are lost.",
    opening(target),
    "__proto__: null,",
  ];
  const map = new SourceMap(file);
  for (const name of names) {
    const { source, filename } = environment.getSource(name);
    const compiled = environment.compile(source, name, filename ?? null);
    lines.push(`[${JSON.stringify(name)}]: { lines: ${JSON.stringify(compiled.lines)}, code(rt) {`);
    map.add(filename ?? name, source, lines.length, compiled.lines);
    lines.push(...compiled.code.trimEnd().split("\n"), "} },");
  }
  lines.push("};", `//# sourceMappingURL=${encodeURIComponent(file)}.map`, "");
  return { code: lines.join("\n"), map: map.toString() };
}
