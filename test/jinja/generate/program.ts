// A whole random case: several templates that extend, include and import each other, options, and a context.
import type { Source } from "../engines/types.ts";
import { randomContext, VARIABLES } from "./context.ts";
import { Random } from "./random.ts";
import { BLOCKS } from "./statements.ts";
import { print, smaller, type Tree } from "./tree.ts";
import { Writer, type Scope } from "./writer.ts";

/** A case whose templates are still trees. `broken` replaces a part of the main template's text. */
export interface Program {
  readonly seed: number;
  readonly templates: Readonly<Record<string, Tree>>;
  readonly broken: { readonly at: number; readonly remove: number; readonly insert: string } | null;
  readonly context: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
}

const SCOPE: Scope = { names: VARIABLES, loop: false, captured: false };
const DEPTH = 3;
const NAMES = ["title", "content", "footer"];
const DEBRIS = [
  "",
  "",
  "{%",
  "%}",
  "{{",
  "}}",
  "'",
  "(",
  ")",
  "|",
  ".",
  ",",
  " in ",
  " is ",
  "not ",
  "end",
  "{#",
  "-",
  "=",
  "[",
  "]",
  "~",
  "\n",
  "if",
  "1",
];
/** Percent of cases whose main template is damaged: most become syntax errors, some mean something else. */
const BROKEN = 6;

/** The same seed makes the same program. */
export function generate(seed: number): Program {
  const random = new Random(seed);
  const writer = new Writer(random, true);
  const context = randomContext(random);
  const templates = random.chance(30) ? family(random, writer) : { main: writer.body(DEPTH, SCOPE) };
  const part = new Writer(random, false).body(1, SCOPE);
  const lib = new Writer(random, false).expand("body", BLOCKS.library, 1, SCOPE);
  const broken = random.chance(BROKEN)
    ? { at: random.below(400), remove: random.below(4), insert: random.pick(DEBRIS) }
    : null;
  return { seed, templates: { ...templates, part, lib }, broken, context, options: randomOptions(random) };
}

/** A child, sometimes its parent, and the root with the blocks. */
function family(random: Random, writer: Writer): Record<string, Tree> {
  const block = (productions: readonly string[], name: string): Tree => {
    // A block that calls itself never ends.
    const ending = productions.filter(production => !production.includes(`self.${name}`));
    return writer.expand("item", random.pick(ending).replaceAll("NAME", name), DEPTH - 1, SCOPE);
  };
  const child = (parent: string): Tree => {
    const blocks = NAMES.filter(() => random.chance(65)).map(name => block(BLOCKS.child, name));
    const before = random.chance(30) ? [writer.item(1, SCOPE)] : [];
    const after = random.chance(30) ? [writer.item(1, SCOPE)] : [];
    const extend = writer.expand("seq", `<% extends ${parent} %>`, 1, SCOPE);
    return { kind: "body", parts: [...before, extend, ...blocks, ...after] };
  };
  const root: Tree = {
    kind: "body",
    parts: NAMES.flatMap(name => [writer.item(2, SCOPE), block(BLOCKS.parent, name)]),
  };
  if (random.chance(50)) return { main: child(random.pick(["'root'", "'root'", "'root' if yes else 'nope'"])), root };
  return { main: child("'base'"), base: child("'root'"), root };
}

function randomOptions(random: Random): Record<string, unknown> {
  return {
    extensions: ["ExprStmtExtension", "LoopControlExtension", "InternationalizationExtension"],
    autoescape: random.chance(50),
    ...(random.chance(30) ? { trim_blocks: true } : {}),
    ...(random.chance(30) ? { lstrip_blocks: true } : {}),
    ...(random.chance(25) ? { newstyle: true } : {}),
    ...(random.chance(8) ? Object.fromEntries(DELIMITERS.map(([option, , other]) => [option, other])) : {}),
    ...(random.chance(5) ? { newline_sequence: "\r\n" } : {}),
    ...(random.chance(10) ? { keep_trailing_newline: true } : {}),
    ...(random.chance(25)
      ? { undefined: random.pick(["StrictUndefined", "ChainableUndefined", "DebugUndefined"]) }
      : {}),
  };
}

/** Other delimiters, by Jinja's names of the options; one of them ends where a dict may end. */
const DELIMITERS: readonly (readonly [option: string, usual: string, other: string])[] = [
  ["block_start_string", "{%", "<%"],
  ["block_end_string", "%}", "%>"],
  ["variable_start_string", "{{", "${"],
  ["variable_end_string", "}}", "}"],
  ["comment_start_string", "{#", "<!--"],
  ["comment_end_string", "#}", "-->"],
];

function withOtherDelimiters(text: string): string {
  return DELIMITERS.reduce((text, [, usual, other]) => text.replaceAll(usual, other), text);
}

/** The case as the engines take it. */
export function sourceOf({ templates, broken, context, options }: Program): Source {
  const respelled = "block_start_string" in options ? withOtherDelimiters : (text: string) => text;
  const printed = Object.fromEntries(Object.entries(templates).map(([name, tree]) => [name, respelled(print(tree))]));
  if (broken !== null) printed["main"] = damage(printed["main"] ?? "", broken);
  return { templates: printed, main: "main", context, options };
}

function damage(text: string, { at, remove, insert }: NonNullable<Program["broken"]>): string {
  // Whole characters only: half of a surrogate pair cannot be written to Python.
  const characters = Array.from(text);
  const place = at % (characters.length + 1);
  return [...characters.slice(0, place), insert, ...characters.slice(place + remove)].join("");
}

/** Programs that are one step smaller: what is never mentioned goes first. */
export function* smallerPrograms(program: Program): Generator<Program> {
  const text = Object.values(sourceOf(program).templates).join(" ");
  yield* withFewer(program, "context", name => !new RegExp(`\\b${name}\\b`).test(text));
  yield* withFewer(program, "templates", name => name !== "main" && !text.includes(`'${name}'`));
  for (const name of Object.keys(program.options)) {
    // All delimiters or none: the others would be those of another language.
    if (!name.endsWith("_string")) yield { ...program, options: without(program.options, name) };
    else if (name === "block_start_string") yield { ...program, options: withUsualDelimiters(program.options) };
  }
  for (const [name, tree] of Object.entries(program.templates)) {
    if (name !== "main" && tree.parts.length > 0) yield withTemplate(program, name, { kind: "body", parts: [] });
    for (const less of smaller(tree)) yield withTemplate(program, name, less);
  }
  for (const name of Object.keys(program.context)) yield { ...program, context: without(program.context, name) };
}

function withUsualDelimiters(options: Program["options"]): Program["options"] {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !name.endsWith("_string")));
}

function* withFewer(
  program: Program,
  field: "context" | "templates",
  unused: (name: string) => boolean,
): Generator<Program> {
  const entries = Object.entries(program[field]);
  const kept = entries.filter(([name]) => !unused(name));
  if (kept.length < entries.length) yield { ...program, [field]: Object.fromEntries(kept) };
}

function withTemplate(program: Program, name: string, tree: Tree): Program {
  return { ...program, templates: { ...program.templates, [name]: tree } };
}

function without(object: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}
