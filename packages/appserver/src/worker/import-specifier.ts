// import() of an operator's file, which the single executable's own code cannot do.
import { join } from "node:path";
import { constants, Script } from "node:vm";

type Import = (specifier: string) => Promise<object>;

let importFrom: Import | undefined;

/**
 * The namespace of an operator's module: a `file:` URL, or the name of a package installed where the process runs. In a
 * single executable a plain import() knows built-in modules only, and require() refuses top-level await; code that asks
 * for the default loader (Node's manual: vm, USE_MAIN_CONTEXT_DEFAULT_LOADER) gets it, in processes and in threads.
 * Rejects with whatever the module throws.
 */
export function importSpecifier(specifier: string): Promise<object> {
  importFrom ??= new Script("specifier => import(specifier)", {
    // What a bare name is looked up from; no such file needs to exist.
    filename: join(process.cwd(), "seatstack-import.js"),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as Import;
  return importFrom(specifier);
}
