// `{% debug %}`: all variables, and the names of all filters and tests (jinja2.ext.debug).
import { pformat } from "../filters/pprint.ts";
import type { ContextCore } from "../runtime/types.ts";
import { placeOf } from "../syntax/core.ts";
import type { Extension } from "../syntax/extension.ts";
import { withSignature } from "../values/callable.ts";
import { compactList, shallow } from "./debug-text.ts";

/** The filter that the tag expands to; no debug output lists it. */
const FILTER = "jinja2.ext.debug";

export const debugExtension: Extension = {
  name: "jinja2.ext.debug",
  tags: ["debug"],
  parse(parser) {
    const place = placeOf(parser.stream.next());
    const node = { type: "ContextReference", ...place } as const;
    const call = { type: "Filter", ...place, node, name: FILTER, args: [], kwargs: [], dynArgs: null, dynKwargs: null };
    return { type: "Output", ...place, nodes: [call as typeof call & { readonly type: "Filter" }] };
  },
  setup(environment) {
    environment.filters.set(
      FILTER,
      withSignature((context: ContextCore) => describe(context), { parameters: ["context"], required: 1 }),
    );
  },
};

function describe(context: ContextCore): unknown {
  const { environment } = context;
  const variables = Array.from(context.getAll(), ([name, value]) => [name, shallow(value)] as const);
  const facts = new Map<string, unknown>([
    ["context", new Map(variables)],
    ["filters", compactList(namesIn(environment.filters), "{'filters': ".length)],
    ["tests", compactList(namesIn(environment.tests), "{'tests': ".length)],
  ]);
  return pformat(facts);
}

function namesIn(table: ReadonlyMap<string, unknown>): string[] {
  return [...table.keys()].filter(name => name !== FILTER).toSorted();
}
