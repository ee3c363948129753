// Finds the module that `app.module` names: a builtin, or an operator's file.
import { createRequire } from "node:module";
import { isSea } from "node:sea";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { codeOf, EXIT, messageOf, SeatstackError } from "@seatstack/shared/errors";

/** The namespace of the module. Rejects with APP_LOAD (exit 4); its cause has the stack. */
export async function importAppModule(
  builtins: Readonly<Record<string, () => Promise<object>>>,
  name: string,
): Promise<object> {
  const builtin = builtins[name];
  try {
    return builtin ? await builtin() : await importFile(resolve(name));
  } catch (error) {
    throw appLoadError(builtins, name, error);
  }
}

/** The single executable's own code cannot import files, but a require made for the file can, ES modules included. */
async function importFile(path: string): Promise<object> {
  if (!isSea()) return (await import(pathToFileURL(path).href)) as object;
  const loaded: unknown = createRequire(path)(path);
  const isNamespace = typeof loaded === "object" && loaded !== null && Symbol.toStringTag in loaded;
  return isNamespace ? loaded : { default: loaded, ...(loaded as object) };
}

function appLoadError(builtins: Readonly<Record<string, unknown>>, name: string, error: unknown): SeatstackError {
  const missing = ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"].includes(codeOf(error) ?? "");
  const fix = missing
    ? `app.module is "${name}": give ${Object.keys(builtins).join(", ")}, or the path of your module, and install what it imports.`
    : "Correct the app; the stack is in the log.";
  return new SeatstackError("APP_LOAD", `cannot load the app "${name}": ${messageOf(error)}`, {
    fix,
    exitCode: EXIT.appLoad,
    cause: error,
  });
}
