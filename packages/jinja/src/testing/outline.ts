// Trees as short lines of text, for tests: `(+ a (|upper "b"))`.
import type { Arguments, Const, Expression, Node, Statement } from "../syntax/ast.ts";

type Part = Node | string | null | readonly (Node | string | null)[];

/** `(+ a 1)` for `a + 1`. */
export function outline(node: Node | null): string {
  if (node === null) return "_";
  switch (node.type) {
    case "Template":
      return node.body.map(outline).join(" ");
    case "Output":
      return node.nodes.map(outline).join(" ");
    case "TemplateData":
      return JSON.stringify(node.data);
    case "Name":
      return node.ctx === "load" ? node.name : `${node.name}:${node.ctx}`;
    case "Const":
      return constant(node);
    case "Keyword":
      return `${node.key}=${outline(node.value)}`;
    case "Slice":
      return list("slice", node.start, node.stop, node.step);
    default:
      return isOperation(node) ? operation(node) : statement(node);
  }
}

type Operation = Exclude<Expression, { type: "Name" | "Const" }>;
type Others = Exclude<Statement, { type: "Output" }>;

const STATEMENTS: ReadonlySet<string> = new Set(
  (
    "Extends For If Macro CallBlock FilterBlock With Block Include Import FromImport ExprStmt Assign AssignBlock " +
    "Continue Break Scope Autoescape"
  ).split(" "),
);

function isOperation(node: Operation | Others): node is Operation {
  return !STATEMENTS.has(node.type);
}

function list(...parts: readonly Part[]): string {
  return `(${parts.map(text).join(" ")})`;
}

function text(part: Part): string {
  if (typeof part === "string") return part;
  if (part === null || "type" in part) return outline(part);
  return `[${part.map(text).join(" ")}]`;
}

function constant({ value, float }: Const): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null) return "None";
  return float === true && Number.isInteger(value) ? `${value}.0` : String(value);
}

function operation(node: Operation): string {
  switch (node.type) {
    case "NSRef":
      return `${node.name}.${node.attr}:store`;
    case "Tuple":
      return list(node.ctx === "store" ? "tuple:store" : "tuple", ...node.items);
    case "List":
      return list("list", ...node.items);
    case "Dict":
      return list("dict", ...node.items.flatMap(({ key, value }) => [key, value]));
    case "CondExpr":
      return list("if", node.test, node.body, node.else);
    case "Filter":
      return list(`|${node.name}`, node.node, ...given(node));
    case "Test":
      return list(`is ${node.name}`, node.node, ...given(node));
    case "Call":
      return list("call", node.node, ...given(node));
    case "Getitem":
      return list("item", node.node, node.arg);
    case "Getattr":
      return list(`.${node.attr}`, node.node);
    case "Concat":
      return list("~", ...node.nodes);
    case "Compare":
      return list("compare", node.expr, ...node.ops.flatMap(({ op, expr }) => [op, expr]));
    case "BinExpr":
      return list(node.operator, node.left, node.right);
    case "UnaryExpr":
      return list(node.operator, node.node);
    case "MarkSafe":
      return list("safe", node.node);
    case "ContextReference":
      return "context";
    default:
      return node satisfies never;
  }
}

function given({ args, kwargs, dynArgs, dynKwargs }: Arguments): Part[] {
  const rest = [dynArgs === null ? [] : ["*", dynArgs], dynKwargs === null ? [] : ["**", dynKwargs]].flat();
  return [...args, ...kwargs, ...rest];
}

function flags(node: object, names: readonly string[]): string[] {
  return names.filter(name => (node as Readonly<Record<string, unknown>>)[name] === true);
}

function statement(node: Others): string {
  switch (node.type) {
    case "Extends":
      return list("extends", node.template);
    case "For":
      return list("for", ...flags(node, ["recursive"]), node.target, node.iter, node.filter, node.body, node.else);
    case "If":
      return list("if", node.test, node.body, node.elif, node.else);
    case "Macro":
      return list("macro", node.name, node.args, node.defaults, node.body);
    case "CallBlock":
      return list("call-block", node.call, node.args, node.defaults, node.body);
    case "FilterBlock":
      return list("filter-block", node.filter, node.body);
    case "With":
      return list("with", node.targets, node.values, node.body);
    case "Block":
      return list("block", node.name, ...flags(node, ["scoped", "required"]), node.body);
    case "Include":
      return list("include", ...flags(node, ["withContext", "ignoreMissing"]), node.template);
    case "Import":
      return list("import", ...flags(node, ["withContext"]), node.template, node.target);
    case "FromImport":
      return list("from", ...flags(node, ["withContext"]), node.template, ...node.names.flatMap(imported));
    case "ExprStmt":
      return list("do", node.node);
    case "Assign":
      return list("set", node.target, node.node);
    case "AssignBlock":
      return list("set-block", node.target, node.filter, node.body);
    case "Scope":
      return list("scope", node.body);
    case "Autoescape":
      return list("autoescape", node.value, node.body);
    default:
      return node.type.toLowerCase();
  }
}

function imported({ name, alias }: { readonly name: string; readonly alias: string | null }): string[] {
  return alias === null ? [name] : [`${name} as ${alias}`];
}
