// For the build: the site's templates as JavaScript, in the place of packages/app/src/compiled-templates.ts.
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { readSources, templateEnvironment } from "../packages/app/src/templates.ts";
import { DictLoader, precompile } from "../packages/jinja/src/index.ts";
import { embeddedFiles } from "../packages/shared/src/embedded.ts";

const PLACE = join(import.meta.dirname, "../packages/app/src/compiled-templates.ts");

/** A worker of the executable then starts without compiling, and no code is made from text at run time. */
export function precompiledTemplates(): Plugin {
  return {
    name: "precompiled-templates",
    setup: build => {
      build.onLoad({ filter: /compiled-templates\.ts$/ }, ({ path }) => {
        if (path !== PLACE) return undefined;
        const environment = templateEnvironment(new DictLoader(readSources(embeddedFiles("app/templates"))));
        return { contents: precompile(environment).code, loader: "js" };
      });
    },
  };
}
