// Expands productions into trees: nonterminals by the grammar and what is in scope, tags with whitespace control.
import { EXPRESSIONS } from "./expressions.ts";
import type { Random } from "./random.ts";
import { STATEMENTS } from "./statements.ts";
import { print, type Tree } from "./tree.ts";

/** Names in sight by type, and whether a loop is around. */
export interface Scope {
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly loop: boolean;
  /** Whether what is printed here goes into a value: a macro's, a capturing block's. */
  readonly captured: boolean;
}

/** Where no deeper nesting is allowed, and nothing of the type is in scope. */
const LEAVES: Readonly<Record<string, readonly string[]>> = {
  str: ["'a'", "'<b>'", "''"],
  int: ["1", "2", "0"],
  float: ["1.5", "0.1"],
  bool: ["true", "false"],
  none: ["none"],
  ints: ["[1, 2]", "[]"],
  strs: ["['a']", "[]"],
  rows: ["[]", "[{'name': 'x', 'age': 1, 'ok': true}]"],
  row: ["{'name': 'r', 'age': 3}"],
  dict: ["{}", "{'a': 1}"],
  range: ["range(3)"],
  slice: ["1:", ":2", "::-1"],
  missing: ["nope"],
};
/** What belongs to the whole expression before it. Filters that make generators are among them: else `a ~ b|map(…)`
 *  would be a text with an address in it. */
const CLINGING = /^(?:[.[]|\|(?:batch|slice|map|select|selectattr|reject|rejectattr|unique|reverse|items)\b)/;
const CAPTURING = /end(?:set|macro|call|filter)|recursive/;
/** Percent of expressions that are of another type than the place asks for. */
const MISTYPED = 2;
const MISTYPES = ["none", "missing", "bool", "float", "any"];

export class Writer {
  readonly #random: Random;
  /** Percent of tags with a sign. */
  readonly #signs: number;
  /** Whether other templates may be included and imported; those that are must not, for they would never end. */
  readonly #files: boolean;
  #size = 0;

  constructor(random: Random, files: boolean) {
    this.#random = random;
    this.#files = files;
    this.#signs = random.pick([0, 0, 10, 40]);
  }

  body(depth: number, scope: Scope): Tree {
    const most = this.#size > 60 ? 1 : 4;
    return { kind: "body", parts: Array.from({ length: 1 + this.#random.below(most) }, () => this.item(depth, scope)) };
  }

  item(depth: number, scope: Scope): Tree {
    this.#size++;
    return this.expand("item", this.#statement(depth, scope), depth, scope);
  }

  #statement(depth: number, scope: Scope): string {
    const random = this.#random;
    const which = random.below(100);
    if (depth <= 0 || which < 22) return random.pick(STATEMENTS["text"] ?? []);
    if (which < 50) return random.pick(STATEMENTS["output"] ?? []);
    if (scope.loop && which < 62) return random.pick(STATEMENTS["inLoop"] ?? []);
    if (which < 73) return random.pick(STATEMENTS["loop"] ?? []);
    if (which < 81) return random.pick(STATEMENTS["set"] ?? []);
    if (which < 87) return random.pick(STATEMENTS["macro"] ?? []);
    // Jinja prints an include without context at once, even from within what is captured: a fault that nobody asks for.
    const left = !this.#files ? /include|import/ : scope.captured ? /without context/ : /^$/;
    return random.pick((STATEMENTS["other"] ?? []).filter(other => !left.test(other)));
  }

  /** The production with everything in it expanded. */
  expand(kind: string, production: string, depth: number, scope: Scope): Tree {
    const pieces = this.#tags(production).split(/(\$\w+(?:\([\w:,]+\))?)/);
    const multiplies = production.includes(" * ");
    const captured = scope.captured || CAPTURING.test(production);
    const parts = pieces.map((piece, index) => {
      if (!/^\$\w/.test(piece)) return piece;
      const tree = this.#nonterminal(piece, depth, { ...scope, captured }, multiplies);
      return CLINGING.test(pieces[index + 1] ?? "") ? parenthesized(tree) : tree;
    });
    return { kind, parts };
  }

  #nonterminal(piece: string, depth: number, scope: Scope, exact: boolean): Tree {
    const [, type = "", added] = /^\$(\w+)(?:\(([\w:,]+)\))?$/.exec(piece) ?? [];
    const inner = added === undefined ? scope : withNames(scope, added);
    if (type === "body") return this.body(depth - 1, inner);
    if (type === "loop") return this.body(depth - 1, { ...inner, loop: true });
    if (type === "item") return this.item(depth - 1, inner);
    return this.expression(
      !exact && type in LEAVES && this.#random.chance(MISTYPED) ? this.#random.pick(MISTYPES) : type,
      depth - 1,
      inner,
    );
  }

  expression(type: string, depth: number, scope: Scope): Tree {
    const random = this.#random;
    const names = scope.names[type] ?? [];
    const asName = type === "any" ? 15 : depth <= 0 ? 85 : 35;
    if (names.length > 0 && random.chance(asName)) return { kind: type, parts: [random.pick(names)] };
    if (depth <= 0 || this.#size > 150) return this.#leaf(type, scope);
    this.#size++;
    const chosen = type === "number" ? random.pick(["int", "float"]) : type;
    return this.expand(chosen, random.pick(EXPRESSIONS[chosen] ?? []), depth, scope);
  }

  #leaf(type: string, scope: Scope): Tree {
    if (type === "number") return this.#leaf(this.#random.pick(["int", "float"]), scope);
    if (type === "any")
      return this.expression(
        this.#random.pick(["str", "int", "float", "ints", "dict", "bool", "none", "missing"]),
        0,
        scope,
      );
    return { kind: type, parts: [this.#random.pick(LEAVES[type] ?? EXPRESSIONS[type] ?? [])] };
  }

  /** Delimiters with whitespace control here and there; comments and blocks may carry a plus, outputs may not at their end. */
  #tags(production: string): string {
    const sign = (signs: readonly string[]) => (this.#random.chance(this.#signs) ? this.#random.pick(signs) : "");
    return production
      .replace(/<%/g, () => `{%${sign(["-", "-", "+"])}`)
      .replace(/%>/g, () => `${sign(["-", "-", "+"])}%}`)
      .replace(/<\{/g, () => `{{${sign(["-", "+"])}`)
      .replace(/\}>/g, () => `${sign(["-"])}}}`)
      .replace(/<#/g, () => `{#${sign(["-", "+"])}`)
      .replace(/#>/g, () => `${sign(["-", "+"])}#}`);
  }
}

/** What `.name` and `[key]` may follow: without the parentheses they would belong to the expression's end alone. */
function parenthesized(tree: Tree): Tree {
  const text = print(tree);
  const whole = /^(?:[a-z_][\w.]*|'[^']*'|\([^()]*\))$/i.test(text);
  return whole ? tree : { kind: tree.kind, parts: ["(", tree, ")"] };
}

function withNames(scope: Scope, added: string): Scope {
  const names: Record<string, readonly string[]> = { ...scope.names };
  for (const entry of added.split(",")) {
    const [name = "", type = ""] = entry.split(":");
    // Twice: what is nearest is used most.
    names[type] = [...(names[type] ?? []), name, name];
  }
  return { ...scope, names };
}
