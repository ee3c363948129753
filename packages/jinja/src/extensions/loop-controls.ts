// `{% break %}` and `{% continue %}` (jinja2.ext.loopcontrols).
import { placeOf } from "../syntax/core.ts";
import type { Extension } from "../syntax/extension.ts";

export const loopControlsExtension: Extension = {
  name: "jinja2.ext.loopcontrols",
  tags: ["break", "continue"],
  parse(parser) {
    const tag = parser.stream.next();
    return { type: tag.value === "break" ? "Break" : "Continue", ...placeOf(tag) };
  },
};
