// `{% trans %}`: texts for gettext (jinja2.ext.i18n). It expands to ordinary calls of gettext and its siblings.
import { TemplateAssertionError } from "../errors.ts";
import { gettextAlias } from "../i18n/install.ts";
import type { Assign, Call, Const, Expression, Keyword, Name, Position } from "../syntax/ast.ts";
import { placeOf } from "../syntax/core.ts";
import type { Extension, ParserApi, Parsed } from "../syntax/extension.ts";
import { quote } from "../values/quote.ts";
import { parseMessage, trimMessage } from "./translation.ts";

export const i18nExtension: Extension = {
  name: "jinja2.ext.i18n",
  tags: ["trans"],
  parse: parseTrans,
  setup(environment) {
    environment.globals.set("_", gettextAlias);
  },
};

/** What the opening tag says. */
interface Head {
  readonly place: Position;
  readonly context: string | null;
  readonly variables: Map<string, Expression>;
  /** Null: as the policy has it. */
  trimmed: boolean | null;
  count: Count | null;
}

/** What tells singular from plural. */
interface Count {
  readonly name: string;
  readonly node: Expression;
  /** A call is made once, before the message, and its result kept. */
  readonly assignment?: Assign;
}

function parseTrans(parser: ParserApi): Parsed {
  const head = parseHead(parser);
  const singular = parseMessage(parser, true);
  const [firstName] = singular.names;
  if (head.count === null && firstName !== undefined) {
    head.count = { name: firstName, node: load(firstName, head.place) };
  }
  const { assignment } = head.count ?? {};
  const plural = parser.stream.test("name:pluralize") ? parsePlural(parser, head) : null;
  parser.stream.next();
  const names = [...singular.names, ...(plural?.names ?? [])];
  for (const name of new Set(names)) {
    if (!head.variables.has(name)) head.variables.set(name, load(name, head.place));
  }
  if (plural !== null && head.count === null) parser.fail("pluralize without variables", head.place);
  const trim = head.trimmed ?? parser.options.trimmedTranslations ?? false;
  const texts = [singular, ...(plural === null ? [] : [plural])].map(({ text }) => (trim ? trimMessage(text) : text));
  const node = translate(head, texts, names.length > 0, parser.options.newstyleGettext ?? false);
  const output = { type: "Output", ...head.place, nodes: [node] } as const;
  return assignment === undefined ? output : [assignment, output];
}

/** `trans "context" a, b=c, trimmed`. */
function parseHead(parser: ParserApi): Head {
  const { stream } = parser;
  const place = placeOf(stream.next());
  const context = stream.test("string") ? String(stream.next().value) : null;
  const head: Head = { place, context, variables: new Map(), trimmed: null, count: null };
  while (!stream.test("block_end")) {
    if (head.variables.size > 0) stream.expect(",");
    if (stream.skipIf(":")) break;
    parseVariable(parser, head);
  }
  stream.expect("block_end");
  return head;
}

function parseVariable(parser: ParserApi, head: Head): void {
  const { stream } = parser;
  const token = stream.expect("name");
  const name = String(token.value);
  if (head.variables.has(name)) {
    parser.fail(`translatable variable ${quote(name)} defined twice.`, token, TemplateAssertionError);
  }
  let node: Expression;
  if (stream.skipIf("=")) node = parser.parseExpression();
  else if (head.trimmed === null && (name === "trimmed" || name === "notrimmed")) {
    head.trimmed = name === "trimmed";
    return;
  } else node = load(name, token);
  head.count ??= countOf(name, node);
  // The first variable, when it is a call, stands for the call's one result everywhere.
  head.variables.set(name, head.count.name === name ? head.count.node : node);
}

function countOf(name: string, node: Expression): Count {
  if (node.type !== "Call") return { name, node };
  const place = placeOf(node);
  const target: Name = { type: "Name", ...place, name: "_trans", ctx: "store" };
  return { name, node: load("_trans", place), assignment: { type: "Assign", ...place, target, node } };
}

/** `{% pluralize %}` or `{% pluralize variable %}` and the plural's message. */
function parsePlural(parser: ParserApi, head: Head): { readonly text: string; readonly names: readonly string[] } {
  const { stream } = parser;
  stream.next();
  if (!stream.test("block_end")) {
    const token = stream.expect("name");
    const name = String(token.value);
    const node = head.variables.get(name);
    if (node === undefined) {
      return parser.fail(`unknown variable ${quote(name)} for pluralization`, token, TemplateAssertionError);
    }
    head.count = { name, node };
  }
  stream.expect("block_end");
  return parseMessage(parser, false);
}

/** The call of `gettext`, `ngettext`, `pgettext` or `npgettext` with what surrounds it. */
function translate(head: Head, texts: readonly string[], referenced: boolean, newstyle: boolean): Expression {
  const { place } = head;
  const plural = texts.length > 1;
  // Without variables an old-style message is not formatted, so its percent signs are single.
  const strings = referenced || newstyle ? texts : texts.map(text => text.replaceAll("%%", "%"));
  const context = head.context === null ? [] : [head.context];
  const args: Expression[] = [...context, ...strings].map(text => constant(text, place));
  if (plural && head.count !== null) args.push(head.count.node);
  const name = `${plural ? "n" : ""}${head.context === null ? "" : "p"}gettext`;
  const call: Call = {
    type: "Call",
    ...place,
    node: load(name, place),
    args,
    kwargs: [],
    dynArgs: null,
    dynKwargs: null,
  };
  if (newstyle) return { ...call, kwargs: keywords(head, plural) };
  const safe: Expression = { type: "MarkSafe", ...place, node: call, ifAutoescape: true };
  if (head.variables.size === 0) return safe;
  const items = Array.from(head.variables, ([key, value]) => ({ key: constant(key, place), value }));
  return { type: "BinExpr", ...place, operator: "%", left: safe, right: { type: "Dict", ...place, items } };
}

/** A count named `num` is not given again: ngettext itself fills it in. */
function keywords(head: Head, plural: boolean): Keyword[] {
  const variables = Array.from(head.variables).filter(
    ([key]) => !(plural && key === "num" && head.count?.name === "num"),
  );
  return variables.map(([key, value]) => ({ type: "Keyword", ...head.place, key, value }));
}

function load(name: string, place: Position): Name {
  return { type: "Name", ...placeOf(place), name, ctx: "load" };
}

function constant(value: string, place: Position): Const {
  return { type: "Const", ...place, value };
}
