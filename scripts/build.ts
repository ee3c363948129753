// `npm run build`: one executable, dist/seatstack, with the pinned Node, our code and every file it needs inside.
import { spawnSync } from "node:child_process";
import { copyFileSync, globSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { precompiledTemplates } from "./precompiled-templates.ts";

const root = join(import.meta.dirname, "..");
/** Its own, so that two builds at once do no harm. */
const work = join(root, "dist", `work-${process.pid}`);
const output = join(root, "dist", "seatstack");
const built = join(work, "seatstack");
const bundle = join(work, "main.cjs");

/** Trees of files, by the prefix under which shared/embedded.ts finds them. */
const TREES = [
  { prefix: "app/templates", folder: "packages/app/templates" },
  { prefix: "app/assets", folder: "packages/app/assets" },
  { prefix: "deploy", folder: "deploy" },
];

/** Roles of threads that have a main of their own, as shared/launch.ts asks for it. */
const THREADS = ["app-thread", "watchdog"];

await main();

async function main(): Promise<void> {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  step("bundle", await bundleCode());
  step("node", preparedNode());
  step("executable", inject());
  step("check", run(built, ["version"]).trim());
  renameSync(built, output);
  rmSync(work, { recursive: true });
}

/** One CommonJS file: threads are started from its text, where only CommonJS can run. */
async function bundleCode(): Promise<string> {
  await build({
    entryPoints: { main: join(root, "packages/cli/src/main.ts"), ...threadMains() },
    outdir: work,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: `node${process.versions.node}`,
    // Names stay whole: the stack of a stuck worker is read by people.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    // The executable's code cache does not go with import(); what is bundled needs none.
    supported: { "dynamic-import": false },
    // There are no files beside the executable: shared/embedded.ts and cli/main.ts ask first.
    define: { "import.meta.filename": '""', "import.meta.dirname": '""' },
    plugins: [precompiledTemplates()],
    // Optional parts of dependencies that are not installed must fail where they are asked for, not here.
    logLevel: "warning",
  });
  return ["main", ...THREADS].map(name => `${name} ${kilobytes(join(work, `${name}.cjs`))}`).join(", ");
}

/** Threads with a main of their own: each evaluates its text again, so that it costs memory and time at every start. */
function threadMains(): Record<string, string> {
  return Object.fromEntries(THREADS.map(name => [name, join(root, `packages/cli/src/threads/${name}.ts`)]));
}

/** Debug symbols are half of Node's size; they must go before the injection, which strip would undo. */
function preparedNode(): string {
  const node = join(work, "node");
  copyFileSync(process.execPath, node);
  const stripped = spawnSync("strip", [node]).status === 0;
  return `${kilobytes(node)}${stripped ? "" : ", not stripped (apt-get install binutils makes it smaller)"}`;
}

function inject(): string {
  const config = join(work, "sea-config.json");
  const content = {
    // Relative, because the name stands in every stack that an operator sees.
    main: basename(bundle),
    mainFormat: "commonjs",
    executable: join(work, "node"),
    output: built,
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    // As scripts/run.mjs starts it: SIGUSR1 reopens logs instead of opening the inspector.
    execArgv: ["--disable-sigusr1", "--no-warnings"],
    assets: { ...codeAssets(), ...embeddedAssets() },
  };
  writeFileSync(config, JSON.stringify(content));
  run(process.execPath, ["--build-sea", config], work);
  return kilobytes(built);
}

/** The text that shared/launch.ts starts threads from. */
function codeAssets(): Record<string, string> {
  return Object.fromEntries(["main", ...THREADS].map(name => [`${name}.cjs`, join(work, `${name}.cjs`)]));
}

function embeddedAssets(): Record<string, string> {
  return Object.fromEntries(
    TREES.flatMap(({ prefix, folder }) =>
      globSync("**/*", { cwd: join(root, folder), withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(entry => join(entry.parentPath, entry.name))
        .map(path => [`${prefix}${path.slice(join(root, folder).length)}`, path]),
    ),
  );
}

function run(command: string, args: readonly string[], cwd = root): string {
  const result = spawnSync(command, args, { encoding: "utf8", cwd });
  if (result.status === 0) return result.stdout;
  process.stderr.write(`${result.stdout}${result.stderr}${result.error?.message ?? ""}\n`);
  throw new Error(`${command} ${args.join(" ")} failed`);
}

function step(name: string, result: string): void {
  process.stdout.write(`${name.padEnd(11)} ${result}\n`);
}

function kilobytes(path: string): string {
  return `${Math.round(statSync(path).size / 1024).toLocaleString("en-US")} KiB`;
}
