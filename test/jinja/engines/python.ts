// Jinja2 itself, on CPython: the reference. All cases of a call go through one process.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Outcome, Source } from "./types.ts";

const SCRIPT = join(import.meta.dirname, "reference.py");
const VERSION = "3.1.6";
/** Bytes that one process may answer. */
const MAX_OUTPUT = 512 * 1024 * 1024;

/** Why Jinja2 cannot be asked here, and what would help; undefined where it can. */
export function whyNoPython(): string | undefined {
  const { status, stdout } = spawnSync("python3", ["-c", "import jinja2; print(jinja2.__version__)"], {
    encoding: "utf8",
  });
  if (status === 0 && stdout.trim() === VERSION) return undefined;
  const found = status === 0 ? `Jinja2 is ${stdout.trim()}, not ${VERSION}` : "python3 has no jinja2";
  return `${found}: apt-get install -y python3-jinja2, or pip install jinja2==${VERSION}`;
}

/** Why Flask cannot be asked here: it is missing, or of before 3.0, whose URLs and cookies were others. */
export function whyNoFlask(): string | undefined {
  const program = "import flask, importlib.metadata as m; print(m.version('flask'))";
  const { status, stdout } = spawnSync("python3", ["-W", "ignore", "-c", program], { encoding: "utf8" });
  if (status === 0 && Number.parseInt(stdout, 10) >= 3) return undefined;
  const found = status === 0 ? `Flask is ${stdout.trim()}, older than 3.0` : "python3 has no flask";
  return `${found}: apt-get install -y python3-flask, or pip install "flask>=3"`;
}

/** Sources that one process is asked about. */
const BATCH = 500;

/**
 * What Jinja2 makes of each source, in order. One that ends the whole process (CPython's stack or memory) comes out as a
 * `SystemExit`. Throws when a process takes longer than `milliseconds`.
 */
export function renderInPython(sources: readonly Source[], milliseconds: number): Outcome[] {
  const outcomes: Outcome[] = [];
  while (outcomes.length < sources.length) {
    const batch = sources.slice(outcomes.length, outcomes.length + BATCH);
    const answers = ask(batch, milliseconds);
    outcomes.push(...answers);
    if (answers.length < batch.length) outcomes.push({ error: "SystemExit", message: "python3 ended" });
  }
  return outcomes;
}

/** As many answers as the process gave before it ended. */
function ask(sources: readonly Source[], milliseconds: number): Outcome[] {
  const { error, signal, stdout } = spawnSync("python3", [SCRIPT], {
    input: sources.map(source => `${JSON.stringify(source)}\n`).join(""),
    encoding: "utf8",
    timeout: milliseconds,
    maxBuffer: MAX_OUTPUT,
  });
  // EPIPE: it ended before it had read everything.
  if (error !== undefined && !("code" in error && error.code === "EPIPE")) throw error;
  if (signal === "SIGTERM") throw new Error(`python3 took longer than ${milliseconds} ms`);
  const lines = stdout.split("\n").slice(0, -1);
  return lines.map(line => JSON.parse(line) as Outcome);
}
