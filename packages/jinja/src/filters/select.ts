// map, select, reject and their siblings: generators that ask other filters and tests by name.
import { FilterArgumentError } from "../errors.ts";
import type { ContextCore, Kwargs } from "../runtime/types.ts";
import { repr } from "../values/text.ts";
import { truth } from "../values/truth.ts";
import { attributeGetter, type Getter } from "./attributes.ts";
import { CONTEXT, declare, type FilterTable } from "./declare.ts";
import { walk } from "./walk.ts";

function mapByAttribute(context: ContextCore, kwargs: Kwargs): Getter {
  for (const name of kwargs.keys()) {
    if (name !== "attribute" && name !== "default") {
      throw new FilterArgumentError(`Unexpected keyword argument ${repr(name)}`);
    }
  }
  return attributeGetter(context.environment, kwargs.get("attribute"), kwargs.get("default") ?? null);
}

function mapGetter(context: ContextCore, kwargs: Kwargs, args: readonly unknown[]): Getter {
  if (args.length === 0 && kwargs.has("attribute")) return mapByAttribute(context, kwargs);
  const [name, ...rest] = args;
  if (args.length === 0) throw new FilterArgumentError("map requires a filter argument");
  return item => context.environment.callFilter(name as string, item, rest, kwargs, context);
}

function* map(context: ContextCore, value: unknown, kwargs: Kwargs, ...args: unknown[]): Generator {
  if (!truth(value)) return;
  const getter = mapGetter(context, kwargs, args);
  for (const item of walk(value)) yield getter(item);
}

type Condition = (item: unknown) => boolean;

function conditionOf(context: ContextCore, kwargs: Kwargs, args: readonly unknown[]): Condition {
  const [name, ...rest] = args;
  if (args.length === 0) return truth;
  return item => context.environment.callTest(name as string, item, rest, kwargs, context);
}

function attributeCondition(context: ContextCore, kwargs: Kwargs, args: readonly unknown[]): Condition {
  if (args.length === 0) throw new FilterArgumentError("Missing parameter for attribute name");
  const getter = attributeGetter(context.environment, args[0]);
  const condition = conditionOf(context, kwargs, args.slice(1));
  return item => condition(getter(item));
}

function filterBy(makeCondition: typeof conditionOf, wanted: boolean) {
  return function* (context: ContextCore, value: unknown, kwargs: Kwargs, ...args: unknown[]): Generator {
    if (!truth(value)) return;
    const condition = makeCondition(context, kwargs, args);
    for (const item of walk(value)) if (condition(item) === wanted) yield item;
  };
}

const MORE = { ...CONTEXT, varargs: true, kwargs: true } as const;

export const selectFilters: FilterTable = {
  map: declare("sync_do_map(value)", map, MORE),
  select: declare("sync_do_select(value)", filterBy(conditionOf, true), MORE),
  reject: declare("sync_do_reject(value)", filterBy(conditionOf, false), MORE),
  selectattr: declare("sync_do_selectattr(value)", filterBy(attributeCondition, true), MORE),
  rejectattr: declare("sync_do_rejectattr(value)", filterBy(attributeCondition, false), MORE),
};
