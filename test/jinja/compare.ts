// `node scripts/task.mjs test/jinja/compare.ts`: this engine, nunjucks and minijinja-js on the conformance cases, side by
// side, as the Markdown table of the package's README. `--failures` names the cases that this engine fails, too.
import { parseArgs } from "node:util";
import { agrees, agreesRoughly, isPythonRepr, ownCases, upstreamCases, whyNotComparable, type Case } from "./cases.ts";
import { minijinja } from "./engines/minijinja.ts";
import { nunjucksEngine } from "./engines/nunjucks.ts";
import { seatstack } from "./engines/seatstack.ts";
import type { Engine } from "./engines/types.ts";

/** The others have error classes of their own: for them any error counts where Jinja raises. */
const ENGINES: readonly { engine: Engine; verdict: typeof agrees }[] = [
  { engine: seatstack, verdict: agrees },
  { engine: nunjucksEngine, verdict: agreesRoughly },
  { engine: minijinja, verdict: agreesRoughly },
];

function main(): void {
  const { values } = parseArgs({ options: { failures: { type: "boolean", default: false } } });
  const upstream = upstreamCases();
  const cases = [...ownCases(), ...(upstream ?? [])].filter(one => whyNotComparable(one) === undefined);
  if (upstream === undefined) print("(without Jinja's own cases, which are not beside this checkout)\n");
  print(table(cases));
  if (!values.failures) return;
  for (const one of cases.filter(one => !agrees(one, seatstack.render(one))))
    print(`\nfails: ${one.id} (${one.origin})`);
  print("\n");
}

function table(cases: readonly Case[]): string {
  const core = cases.filter(one => !isPythonRepr(one));
  const categories = [...new Set(core.map(group))].toSorted();
  const rows = [
    ...categories.map(name =>
      row(
        name,
        core.filter(one => group(one) === name),
      ),
    ),
    row("**all core cases**", core),
    row("**printing Python's values**", cases.filter(isPythonRepr)),
  ];
  const header = ["Cases", "", ...ENGINES.map(({ engine }) => engine.name)];
  return `${[header, ["---", ...header.slice(1).map(() => "---:")], ...rows].map(cells => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}

/** "filter:title" is one of the filters. */
function group({ category }: Case): string {
  return category.replace(/:.*/, "s");
}

function row(title: string, cases: readonly Case[]): string[] {
  const passed = ENGINES.map(({ engine, verdict }) => cases.filter(one => verdict(one, engine.render(one))).length);
  return [title, String(cases.length), ...passed.map(count => `${count} (${percent(count, cases.length)})`)];
}

/** Rounded down: 100 % is said of all alone. */
function percent(count: number, all: number): string {
  return `${Math.floor((100 * count) / Math.max(all, 1))} %`;
}

function print(text: string): void {
  process.stdout.write(text);
}

main();
