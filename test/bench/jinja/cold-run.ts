// One engine's cold start, alone in its process: `node --expose-gc cold-run.ts ENGINE` prints a line of JSON.
import { coldTemplates } from "./cold.ts";
import { LOAD } from "./engines.ts";
import { TABLE_PAGE } from "./pages.ts";

const engine = process.argv[2] as keyof typeof LOAD;
const sources = coldTemplates();
const names = Object.keys(sources);
const templates = LOAD[engine](sources);
const before = memory();
const start = performance.now();
for (const name of names) templates.compile(name);
const compiled = performance.now();
const after = memory();
const rendering = performance.now();
for (const name of names) templates.render(name, TABLE_PAGE.context);
const end = performance.now();
const result = { compile: compiled - start, firstRender: end - rendering, ...growth(before, after) };
process.stdout.write(`${JSON.stringify(result)}\n`);

function memory(): NodeJS.MemoryUsage {
  globalThis.gc?.();
  return process.memoryUsage();
}

/** The heap of WebAssembly is not V8's: there only the process tells. */
function growth(before: NodeJS.MemoryUsage, after: NodeJS.MemoryUsage) {
  const resident = after.rss - before.rss;
  return engine === "minijinja" ? { resident } : { resident, heap: after.heapUsed - before.heapUsed };
}
