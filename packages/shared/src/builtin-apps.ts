// The apps that are part of this program, by the names that `app.module` knows them by.

export const BUILTIN_APPS = ["seat-tracker"] as const;

export type BuiltinApp = (typeof BUILTIN_APPS)[number];

/** Whether `app.module` names one of them; anything else is a module of the operator's. */
export function isBuiltinApp(module: string): module is BuiltinApp {
  return (BUILTIN_APPS as readonly string[]).includes(module);
}
