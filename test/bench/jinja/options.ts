// The command line of `npm run bench:jinja`.
import { parseArgs } from "node:util";
import { PAGES, type Page } from "./pages.ts";

export interface Options {
  readonly rounds: number;
  readonly milliseconds: number;
  readonly pages: readonly Page[];
  readonly python: boolean;
  readonly cold: boolean;
}

export const HELP = `npm run bench:jinja -- [options]
  --rounds N         rounds per page, all engines in turn (9)
  --milliseconds N   length of one engine's turn (100)
  --only NAMES       pages, comma-separated: ${PAGES.map(page => page.name).join(", ")}
  --no-python        without Jinja2 on CPython
  --no-cold          without the cold starts
`;

/** Throws an Error with a message for the operator when an option is wrong. Undefined when help was asked for. */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: "9" },
      milliseconds: { type: "string", default: "100" },
      only: { type: "string", default: "" },
      "no-python": { type: "boolean", default: false },
      "no-cold": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  return {
    rounds: positive("rounds", values.rounds),
    milliseconds: positive("milliseconds", values.milliseconds),
    pages: selectPages(values.only),
    python: !values["no-python"],
    cold: !values["no-cold"],
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 10_000)
    throw new Error(`--${name} must be a whole number from 1 to 10000, not ${text}`);
  return value;
}

function selectPages(text: string): readonly Page[] {
  if (text === "") return PAGES;
  const names = text.split(",");
  const unknown = names.filter(name => !PAGES.some(page => page.name === name));
  if (unknown.length > 0) {
    throw new Error(`--only: no page ${unknown.join(", ")}; there are ${PAGES.map(page => page.name).join(", ")}`);
  }
  return PAGES.filter(page => names.includes(page.name));
}
