// The syntax tree: what the parser makes and the compiler reads. Names and shapes follow Jinja's own nodes (jinja2.nodes).

/** Where a node begins. Lines count from 1, columns (UTF-16 units) too. */
export interface Position {
  readonly line: number;
  readonly column: number;
  /** Columns that the node covers on its first line, for the caret; 1 where nobody counted. */
  readonly width?: number;
}

interface Base extends Position {
  readonly type: string;
}

/** A whole template. */
export interface Template extends Base {
  readonly type: "Template";
  readonly body: readonly Statement[];
}

// Statements

/** Text and expressions to print. */
export interface Output extends Base {
  readonly type: "Output";
  readonly nodes: readonly (Expression | TemplateData)[];
}

export interface Extends extends Base {
  readonly type: "Extends";
  readonly template: Expression;
}

/** `else` is empty where there is none; `filter` is the loop's `if`. */
export interface For extends Base {
  readonly type: "For";
  readonly target: Target;
  readonly iter: Expression;
  readonly body: readonly Statement[];
  readonly else: readonly Statement[];
  readonly filter: Expression | null;
  readonly recursive: boolean;
}

export interface If extends Base {
  readonly type: "If";
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly elif: readonly If[];
  readonly else: readonly Statement[];
}

/** `defaults` belong to the last of `args`. */
export interface Macro extends Base {
  readonly type: "Macro";
  readonly name: string;
  readonly args: readonly Name[];
  readonly defaults: readonly Expression[];
  readonly body: readonly Statement[];
}

/** `{% call(args) call %}body{% endcall %}`. */
export interface CallBlock extends Base {
  readonly type: "CallBlock";
  readonly call: Call;
  readonly args: readonly Name[];
  readonly defaults: readonly Expression[];
  readonly body: readonly Statement[];
}

/** `filter` is a chain of filters whose innermost `node` is null: the body's output. */
export interface FilterBlock extends Base {
  readonly type: "FilterBlock";
  readonly filter: Filter;
  readonly body: readonly Statement[];
}

export interface With extends Base {
  readonly type: "With";
  readonly targets: readonly Target[];
  readonly values: readonly Expression[];
  readonly body: readonly Statement[];
}

export interface Block extends Base {
  readonly type: "Block";
  readonly name: string;
  readonly body: readonly Statement[];
  readonly scoped: boolean;
  readonly required: boolean;
}

export interface Include extends Base {
  readonly type: "Include";
  readonly template: Expression;
  readonly withContext: boolean;
  readonly ignoreMissing: boolean;
}

export interface Import extends Base {
  readonly type: "Import";
  readonly template: Expression;
  readonly target: string;
  readonly withContext: boolean;
}

export interface FromImport extends Base {
  readonly type: "FromImport";
  readonly template: Expression;
  readonly names: readonly { readonly name: string; readonly alias: string | null }[];
  readonly withContext: boolean;
}

/** `{% do … %}`. */
export interface ExprStmt extends Base {
  readonly type: "ExprStmt";
  readonly node: Expression;
}

export interface Assign extends Base {
  readonly type: "Assign";
  readonly target: Target;
  readonly node: Expression;
}

/** `filter` is a chain whose innermost `node` is null, or null. */
export interface AssignBlock extends Base {
  readonly type: "AssignBlock";
  readonly target: Target;
  readonly filter: Filter | null;
  readonly body: readonly Statement[];
}

export interface Continue extends Base {
  readonly type: "Continue";
}

export interface Break extends Base {
  readonly type: "Break";
}

/** A scope of its own; what is set in it ends with it. */
export interface Scope extends Base {
  readonly type: "Scope";
  readonly body: readonly Statement[];
}

/** `{% autoescape test %}`: the body in a scope with another eval context. */
export interface Autoescape extends Base {
  readonly type: "Autoescape";
  readonly value: Expression;
  readonly body: readonly Statement[];
}

export type Statement =
  | Output
  | Extends
  | For
  | If
  | Macro
  | CallBlock
  | FilterBlock
  | With
  | Block
  | Include
  | Import
  | FromImport
  | ExprStmt
  | Assign
  | AssignBlock
  | Continue
  | Break
  | Scope
  | Autoescape;

// Expressions

/** `load` reads, `store` assigns, `param` is a macro's argument. */
export interface Name extends Base {
  readonly type: "Name";
  readonly name: string;
  readonly ctx: "load" | "store" | "param";
}

/** `{% set ns.attr = … %}`. */
export interface NSRef extends Base {
  readonly type: "NSRef";
  readonly name: string;
  readonly attr: string;
}

/**
 * A constant. Python's spelling: null is None; `float` tells 2.0 from 2. Integers beyond 2^53 are bigint.
 */
export interface Const extends Base {
  readonly type: "Const";
  readonly value: string | number | bigint | boolean | null;
  readonly float?: true;
}

export interface TemplateData extends Base {
  readonly type: "TemplateData";
  readonly data: string;
}

export interface Tuple extends Base {
  readonly type: "Tuple";
  readonly items: readonly Expression[];
  readonly ctx: "load" | "store";
}

export interface List extends Base {
  readonly type: "List";
  readonly items: readonly Expression[];
}

export interface Dict extends Base {
  readonly type: "Dict";
  readonly items: readonly { readonly key: Expression; readonly value: Expression }[];
}

export interface Keyword extends Base {
  readonly type: "Keyword";
  readonly key: string;
  readonly value: Expression;
}

/** `else` is null where there is none: then it is undefined. */
export interface CondExpr extends Base {
  readonly type: "CondExpr";
  readonly test: Expression;
  readonly body: Expression;
  readonly else: Expression | null;
}

/** Arguments of a call, a filter or a test: `f(*dynArgs, **dynKwargs)` after the named ones. */
export interface Arguments {
  readonly args: readonly Expression[];
  readonly kwargs: readonly Keyword[];
  readonly dynArgs: Expression | null;
  readonly dynKwargs: Expression | null;
}

/** `node` is null for the innermost filter of a filter block or of a block set. */
export interface Filter extends Base, Arguments {
  readonly type: "Filter";
  readonly node: Expression | null;
  readonly name: string;
}

export interface Test extends Base, Arguments {
  readonly type: "Test";
  readonly node: Expression;
  readonly name: string;
}

export interface Call extends Base, Arguments {
  readonly type: "Call";
  readonly node: Expression;
}

export interface Getitem extends Base {
  readonly type: "Getitem";
  readonly node: Expression;
  readonly arg: Expression | Slice;
}

export interface Getattr extends Base {
  readonly type: "Getattr";
  readonly node: Expression;
  readonly attr: string;
}

/** `start:stop:step`, each null where it was left out. */
export interface Slice extends Base {
  readonly type: "Slice";
  readonly start: Expression | null;
  readonly stop: Expression | null;
  readonly step: Expression | null;
}

/** `a ~ b ~ c`. */
export interface Concat extends Base {
  readonly type: "Concat";
  readonly nodes: readonly Expression[];
}

export type CompareOperator = "eq" | "ne" | "gt" | "gteq" | "lt" | "lteq" | "in" | "notin";

/** `expr op value op value …`, as in Python: each value is evaluated once. */
export interface Compare extends Base {
  readonly type: "Compare";
  readonly expr: Expression;
  readonly ops: readonly { readonly op: CompareOperator; readonly expr: Expression }[];
}

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "and" | "or";

export interface BinExpr extends Base {
  readonly type: "BinExpr";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface UnaryExpr extends Base {
  readonly type: "UnaryExpr";
  readonly operator: "not" | "-" | "+";
  readonly node: Expression;
}

/** The value as Markup; with `ifAutoescape` only where autoescaping is on (i18n). */
export interface MarkSafe extends Base {
  readonly type: "MarkSafe";
  readonly node: Expression;
  readonly ifAutoescape: boolean;
}

/** The context object itself, for extensions. */
export interface ContextReference extends Base {
  readonly type: "ContextReference";
}

export type Expression =
  | Name
  | NSRef
  | Const
  | Tuple
  | List
  | Dict
  | CondExpr
  | Filter
  | Test
  | Call
  | Getitem
  | Getattr
  | Concat
  | Compare
  | BinExpr
  | UnaryExpr
  | MarkSafe
  | ContextReference;

/** What can be assigned to. */
export type Target = Name | NSRef | Tuple;

export type Node = Template | Statement | Expression | TemplateData | Keyword | Slice;
