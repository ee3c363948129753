// Where an app's tasks are: any module may export createTasks beside its app, whatever kind of app that is.
import type { ApplicationContext } from "../application.ts";

/** Calls the app's createTasks; what it returns is not checked yet. */
export type CreateTasks = (context: ApplicationContext) => Promise<unknown>;

/** Among the module's named exports, then on its default (and, for compiled CommonJS, the default's default). */
export function findTasks(exported: object): CreateTasks | undefined {
  const first = defaultOf(exported);
  const owners = [exported, first, first === undefined ? undefined : defaultOf(first)];
  for (const owner of owners) {
    const create = owner === undefined ? undefined : (owner as Record<string, unknown>)["createTasks"];
    // An async wrapper: one that throws and one that rejects are the same failure.
    if (typeof create === "function") return async context => Reflect.apply(create, owner, [context]) as unknown;
  }
  return undefined;
}

function defaultOf(value: object): object | undefined {
  const inner = (value as Record<string, unknown>)["default"];
  return (typeof inner === "object" && inner !== null) || typeof inner === "function" ? inner : undefined;
}
