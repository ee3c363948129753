// Turns what zod found into faults that an operator can act on.
import type { z } from "zod";
import { didYouMean } from "../suggest.ts";
import { settingName } from "./faults.ts";
import { expected, listSettings, mayBeShown, nodeAt } from "./settings.ts";
import { valueAt, type Tree } from "./tree.ts";

/** A fault before it is known where the setting was written. */
export interface Complaint {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** One complaint per mistake in `tree`. */
export function explainIssue(issue: z.core.$ZodIssue, tree: Tree): readonly Complaint[] {
  if (issue.code === "unrecognized_keys") {
    const known = Object.keys(nodeAt(issue.path)?.properties ?? {});
    return issue.keys.map(key => ({ path: [...issue.path, key], message: unknownKey(issue.path, key, known) }));
  }
  const { path } = issue;
  const written = issue.code === "custom" || issue.code === "invalid_format";
  const node = nodeAt(path);
  const right = written || node === undefined ? issue.message : `must be ${expected(node)}`;
  const value = valueAt(tree, path);
  if (value === undefined) return [{ path, message: `is missing; it ${right}` }];
  return [
    { path, message: `${right}${mayBeShown(path) ? `, not ${node?.octal ? showMode(value) : show(value)}` : ""}` },
  ];
}

function unknownKey(path: readonly PropertyKey[], key: string, known: readonly string[]): string {
  const what = path.length === 0 ? "section" : "setting";
  const suggestion = didYouMean(key, known) || elsewhere(key);
  return `unknown ${what}.${suggestion === "" ? ` Known here: ${known.join(", ")}.` : suggestion}`;
}

/** A known setting in the wrong section. */
function elsewhere(key: string): string {
  const found = listSettings().find(setting => setting.path.at(-1) === key);
  return found === undefined ? "" : ` Did you mean "${settingName(found.path)}"?`;
}

/** A number may have been written either way. */
function showMode(value: unknown): string {
  return typeof value === "number" && Number.isInteger(value) && value >= 0
    ? `0o${value.toString(8)} (${value} in decimal)`
    : show(value);
}

const LONGEST = 60;

/** `value` as it might have been written, on one line and not too long. */
export function show(value: unknown): string {
  if (value instanceof Date) return "a date";
  const text = typeof value === "number" || typeof value === "bigint" ? String(value) : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
