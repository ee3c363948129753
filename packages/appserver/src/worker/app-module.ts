// Loads the module that `app.module` names: a builtin, or an operator's, whose own listen() opens nothing.
import { codeOf, EXIT, messageOf, SeatstackError } from "@seatstack/shared/errors";
import { captureListening } from "./capture/capture.ts";
import { importByUrl } from "./import-by-url.ts";
import { locateModule } from "./locate-module.ts";

/** The namespace of the module. Rejects with APP_LOAD (exit 4); its cause has the stack. */
export async function importAppModule(
  builtins: Readonly<Record<string, () => Promise<object>>>,
  name: string,
): Promise<object> {
  const builtin = builtins[name];
  try {
    return builtin ? await builtin() : await importFile(name);
  } catch (error) {
    if (error instanceof SeatstackError) throw error;
    throw appLoadError(Object.keys(builtins), name, error);
  }
}

/**
 * The namespace of any module of an operator's, hooks included: a path, or the folder of a package.
 * Rejects with what the module throws, with ENOENT, or with APP_LOAD where it makes a server that cannot run here.
 */
export async function importFile(name: string): Promise<object> {
  const url = locateModule(name);
  if (url === undefined) {
    const message = `there is no such file or folder in ${process.cwd()}`;
    // A stack would show our code, in which nothing is wrong.
    throw Object.assign(new Error(message), { code: "ENOENT", stack: message });
  }
  const { refused } = captureListening();
  // A module that waits for a server that was refused would wait for ever.
  return Promise.race([importByUrl(url), refused]);
}

function appLoadError(builtins: readonly string[], name: string, error: unknown): SeatstackError {
  return new SeatstackError("APP_LOAD", `cannot load the app "${name}": ${messageOf(error)}`, {
    fix: fixFor(builtins, name, error),
    exitCode: EXIT.appLoad,
    cause: error,
  });
}

function fixFor(builtins: readonly string[], name: string, error: unknown): string {
  switch (codeOf(error)) {
    case "ENOENT":
      return `app.module is "${name}": give ${builtins.join(", ")}, or the path of your module, from app.chdir where that is set, else from the config file's folder.`;
    case "ERR_MODULE_NOT_FOUND":
    case "MODULE_NOT_FOUND":
      return `app.module is "${name}": give ${builtins.join(", ")}, or the path of your module, and install what it imports (npm ci in its folder).`;
    case "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX":
    case "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING":
    case "ERR_UNKNOWN_FILE_EXTENSION":
      return "Node only strips types: compile the app (tsc, esbuild) and name the .js file that comes out as app.module.";
    case "ERR_DLOPEN_FAILED":
      return "A native addon was built for another Node: run npm rebuild with the Node that `seatstack version` names.";
    default:
      return "Correct the app; the stack is in the log.";
  }
}
