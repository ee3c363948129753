// From a template's syntax tree to the JavaScript that renders it.
import type { CompiledSource } from "../runtime/types.ts";
import type { Template } from "../syntax/ast.ts";
import { analyze } from "./analyze.ts";
import { enter } from "./assignments.ts";
import { allNodes } from "./children.ts";
import { condition, expression } from "./expressions.ts";
import { type Frame, FunctionState } from "./frame.ts";
import { traced } from "./functions.ts";
import { blockFunction, blockFunctionName, collectBlocks } from "./inheritance.ts";
import { comment, quote } from "./names.ts";
import { statements } from "./statements.ts";
import { type CompileOptions, Unit } from "./unit.ts";
import { undeclared } from "./uses.ts";

function rootFrame(unit: Unit, hasExtends: boolean): Frame {
  return {
    scope: unit.scope(null, true),
    fn: new FunctionState(),
    buffer: "o",
    autoescape: unit.environment.autoescapeFor(unit.options.name),
    volatile: false,
    outputCheck: hasExtends,
    toplevel: true,
    rootlevel: true,
    locals: null,
    soft: false,
    inLoop: false,
  };
}

function root(unit: Unit, template: Template, frame: Frame, hasExtends: boolean): void {
  const last = () =>
    hasExtends ? `return parent === null ? o : (${unit.extendsAt}, o + parent.root(context));` : "return o;";
  traced(
    unit,
    "root(context)",
    "template",
    fn => {
      if (undeclared(template.body, ["self"]).has("self")) {
        unit.writer.line(`let ${frame.scope.declare("self").id} = ${unit.use("self")}(context);`);
      }
      analyze(frame.scope, template.body);
      if (hasExtends) unit.writer.line("let parent = null;");
      enter(unit, frame.scope);
      unit.visit.statements(template.body, { ...frame, fn });
    },
    last,
  );
}

/** `{ "title": block_title }`; computed keys, since `__proto__` would be something else. */
function blockTable(unit: Unit): string {
  const entries = [...unit.blocks.keys()].map(name => `[${quote(name)}]: ${blockFunctionName(name)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/**
 * Compiles a template to the body of a function of `rt` that returns the template's functions.
 * Raises TemplateAssertionError for what parses but cannot be: unknown filters and tests, blocks defined twice.
 */
export function compileTemplate(template: Template, options: CompileOptions): CompiledSource {
  const unit = new Unit(options, unit => ({
    statements: (nodes, frame) => statements(unit, nodes, frame),
    expression: (node, frame) => expression(unit, node, frame),
    condition: (node, frame) => condition(unit, node, frame),
  }));
  const nodes = allNodes(template);
  const hasExtends = nodes.some(node => node.type === "Extends");
  collectBlocks(unit, nodes);
  const frame = rootFrame(unit, hasExtends);
  root(unit, template, frame, hasExtends);
  for (const block of unit.blocks.values()) blockFunction(unit, block, frame);
  unit.writer.at(0);
  unit.writer.line(
    `return { root, blocks: ${blockTable(unit)}${unit.environment.sandboxed ? ", sandboxed: true" : ""} };`,
  );
  return assemble(unit, options.name);
}

function assemble(unit: Unit, name: string | null): CompiledSource {
  const head = [`// ${comment(name ?? "a template from a string")}`, ...unit.preamble()].filter(line => line !== "");
  const { code, lines } = unit.writer.finish();
  return { name, code: `${head.join("\n")}\n${code}`, lines: [...head.map(() => 0), ...lines] };
}
