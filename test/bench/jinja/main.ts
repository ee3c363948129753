// `npm run bench:jinja`: this engine, nunjucks, minijinja-js, Jinja2 on CPython and the page written by hand, in turn.
import { cpus } from "node:os";
import { whyNoPython } from "../../jinja/engines/python.ts";
import { messageOf } from "../../../packages/shared/src/errors.ts";
import { coldInProcess, coldInPython, TEMPLATE_COUNT } from "./cold.ts";
import { measurePage, type PageResult } from "./measure.ts";
import { HELP, parseOptions, type Options } from "./options.ts";
import { Python, type Cold } from "./python.ts";
import { judge, renderCold, renderPages } from "./report.ts";

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) return print(HELP);
  const reason = options.python ? whyNoPython() : "--no-python";
  if (reason !== undefined) print(`without Jinja2 on CPython: ${reason}\n`);
  const { rounds, milliseconds } = options;
  print(
    `${rounds} rounds x ${milliseconds} ms in turn; medians; ${cpus().length} cores (${cpus()[0]?.model}), Node ${process.version}\n\n`,
  );
  const results = await measurePages(options, reason === undefined);
  print(`${renderPages(results)}\n`);
  for (const { page, left } of results) for (const line of left) print(`not timed on ${page}: ${line}\n`);
  print(
    `\n${results
      .filter(({ page }) => page === "table")
      .flatMap(judge)
      .join("\n")}\n`,
  );
  if (options.cold)
    print(
      `\n${TEMPLATE_COUNT} templates, each engine in a process of its own\n${renderCold(await measureCold(reason === undefined))}\n`,
    );
}

async function measurePages({ pages, rounds, milliseconds }: Options, withPython: boolean): Promise<PageResult[]> {
  const python = withPython ? new Python() : null;
  try {
    const results: PageResult[] = [];
    for (const page of pages) results.push(await measurePage(page, python, { rounds, milliseconds }));
    return results;
  } finally {
    await python?.stop();
  }
}

async function measureCold(withPython: boolean): Promise<Map<string, Cold>> {
  const results = new Map<string, Cold>();
  for (const engine of ["seatstack", "nunjucks", "minijinja"] as const) results.set(engine, coldInProcess(engine));
  if (withPython) results.set("python", await coldInPython());
  return results;
}

function print(text: string): void {
  process.stdout.write(text);
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
