// How messages about missing attributes name the type of the object: with its module, where Python's type has one.
import type { Words } from "../undefined.ts";
import { repr } from "../values/text.ts";
import { typeName } from "../values/typename.ts";

/** Where types live that are no built-ins of Python. */
const modules: ReadonlyMap<string, string> = new Map([
  ["Markup", "markupsafe"],
  ["datetime", "datetime"],
  ["Cycler", "jinja2.utils"],
  ["Joiner", "jinja2.utils"],
  ["Namespace", "jinja2.utils"],
  ["Macro", "jinja2.runtime"],
  ["LoopContext", "jinja2.runtime"],
  ["BlockReference", "jinja2.runtime"],
  ["TemplateReference", "jinja2.runtime"],
  ["TemplateModule", "jinja2.environment"],
]);

/** Python's spelling, for undefined values. */
export const pythonWords: Words = {
  typeName(value) {
    const name = typeName(value);
    const module = modules.get(name);
    return module === undefined ? name : `${module}.${name}`;
  },
  repr,
};
