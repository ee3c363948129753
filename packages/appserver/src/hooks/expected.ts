// Which hooks a module is likely to export, before anybody has loaded it: only for those are workers kept waiting.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "@seatstack/shared/config/schema";
import { locateModule } from "../worker/locate-module.ts";
import type { ArbiterHook } from "./caller.ts";

/**
 * By the text of the app's module, which is read and not run: most apps have no hooks, and a big one takes seconds to load.
 * Where it is wrong a hook is called a little later than it should; none is lost.
 */
export function expectedHooks(app: Config["app"]): (name: ArbiterHook) => boolean {
  if (app.hooks !== "") return () => true;
  const text = textOf(resolve(app.chdir, app.module));
  if (text === undefined || /\bexport\s*\*/.test(text)) return () => true;
  return name => text.includes(name);
}

function textOf(module: string): string | undefined {
  try {
    const found = locateModule(module);
    return found === undefined ? undefined : readFileSync(fileURLToPath(found), "utf8");
  } catch {
    return undefined;
  }
}
