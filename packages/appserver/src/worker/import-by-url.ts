// import() of an operator's file, which the single executable's own code cannot do.
import { constants, Script } from "node:vm";

type Import = (url: string) => Promise<object>;

let importUrl: Import | undefined;

/**
 * The namespace of an operator's module, by its `file:` URL. In a single executable a plain import() knows built-in
 * modules only, and require() refuses top-level await; code that asks for the default loader (Node's manual: vm,
 * USE_MAIN_CONTEXT_DEFAULT_LOADER) gets it, in processes and in threads. Rejects with whatever the module throws.
 */
export function importByUrl(url: string): Promise<object> {
  importUrl ??= new Script("url => import(url)", {
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as Import;
  return importUrl(url);
}
