// The text of a URL rule, as Werkzeug writes them: "/course/<code>", "/page/<int(fixed_digits=4):n>".

/** A piece of a rule's path: fixed text, or a variable with the converter that it names. */
export type RulePart =
  | { readonly text: string }
  | { readonly variable: string; readonly converter: string; readonly args: ConverterArguments };

/** What a rule gives a converter in parentheses. */
export interface ConverterArguments {
  readonly positional: readonly (string | number | boolean)[];
  readonly named: ReadonlyMap<string, string | number | boolean>;
}

const PART = /([^<]+)|<(?:([a-z_]\w*)(?:\((.*?)\))?:)?([a-z_]\w*)>/giy;
const ARGUMENT = /\s*(?:(\w+)\s*=\s*)?(?:"([^"]*)"|'([^']*)'|([\w.]+))\s*(?:,|$)/gy;

/** Throws an Error that names the rule where it is no rule. */
export function parseRule(rule: string): readonly RulePart[] {
  if (!rule.startsWith("/")) throw new Error(`a URL rule must start with a slash: "${rule}"`);
  const path = rule.replaceAll(/\/{2,}/g, "/");
  const parts: RulePart[] = [];
  let end = 0;
  for (const match of path.matchAll(PART)) {
    const [whole, text, converter = "default", args = "", variable = ""] = match;
    parts.push(text === undefined ? { variable, converter, args: parseArguments(args, rule) } : { text });
    end += whole.length;
  }
  if (end !== path.length) throw new Error(`malformed URL rule: "${rule}"`);
  return parts;
}

function parseArguments(source: string, rule: string): ConverterArguments {
  const positional: (string | number | boolean)[] = [];
  const named = new Map<string, string | number | boolean>();
  let end = 0;
  for (const [whole, name, double, single, bare = ""] of source.matchAll(ARGUMENT)) {
    const value = double ?? single ?? constant(bare);
    if (name === undefined) positional.push(value);
    else named.set(name, value);
    end += whole.length;
  }
  if (end !== source.length) throw new Error(`malformed arguments of a converter in the URL rule "${rule}"`);
  return { positional, named };
}

function constant(bare: string): string | number | boolean {
  if (bare === "True" || bare === "False") return bare === "True";
  return /^\d+(?:\.\d+)?$/.test(bare) ? Number(bare) : bare;
}
