// Where Flask escapes: in files that hold markup, and in templates made from strings.

const MARKUP = [".html", ".htm", ".xml", ".xhtml", ".svg"];

/** For the environment's option `autoescape`. */
export function flaskAutoescape(name: string | null): boolean {
  return name === null || MARKUP.some(ending => name.endsWith(ending));
}
