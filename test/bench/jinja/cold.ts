// Cold starts: 200 templates compiled in a process of its own, and what they weigh.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { LOAD } from "./engines.ts";
import { TABLE_PAGE, type Page } from "./pages.ts";
import { Python, type Cold } from "./python.ts";

export const TEMPLATE_COUNT = 200;

/** Pages that differ in their words, each with a base that is shared. */
export function coldTemplates(): Page["templates"] {
  const table = TABLE_PAGE.templates["table.html"] ?? "";
  const children = Array.from({ length: TEMPLATE_COUNT - 1 }, (_, index) => [
    `page${index}.html`,
    table.replace("courses", `courses ${index}`).replaceAll("row", `row${index}`).replaceAll(`row${index}s`, "rows"),
  ]);
  return { "base.html": TABLE_PAGE.templates["base.html"] ?? "", ...Object.fromEntries(children) };
}

/** Throws when the process fails. */
export function coldInProcess(engine: keyof typeof LOAD): Cold {
  const args = ["--no-warnings", "--expose-gc", join(import.meta.dirname, "cold-run.ts"), engine];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${engine}: ${stderr}`);
  return JSON.parse(stdout) as Cold;
}

export async function coldInPython(): Promise<Cold> {
  const python = new Python();
  try {
    return await python.cold(coldTemplates(), TABLE_PAGE.context);
  } finally {
    await python.stop();
  }
}
