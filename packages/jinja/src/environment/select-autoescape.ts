// Autoescaping by the names of templates (jinja2.select_autoescape).

/** Which names escape; extensions with or without their dot. */
export interface AutoescapeRules {
  /** Default: html, htm and xml. */
  readonly enabledExtensions?: readonly string[] | undefined;
  readonly disabledExtensions?: readonly string[] | undefined;
  /** For templates without a name. Default true. */
  readonly defaultForString?: boolean | undefined;
  /** For all other names. Default false. */
  readonly default?: boolean | undefined;
}

function endings(extensions: readonly string[]): string[] {
  return extensions.map(extension => `.${extension.replace(/^\.+/, "").toLowerCase()}`);
}

/** A function for the option `autoescape`: on for names that end like HTML or XML, whatever their case. */
export function selectAutoescape(rules: AutoescapeRules = {}): (name: string | null) => boolean {
  const enabled = endings(rules.enabledExtensions ?? ["html", "htm", "xml"]);
  const disabled = endings(rules.disabledExtensions ?? []);
  const { defaultForString = true, default: otherwise = false } = rules;
  return name => {
    if (name === null) return defaultForString;
    const lower = name.toLowerCase();
    if (enabled.some(ending => lower.endsWith(ending))) return true;
    return disabled.some(ending => lower.endsWith(ending)) ? false : otherwise;
  };
}
