// `{% do expression %}`: an expression for what it does, printed nowhere (jinja2.ext.do).
import { placeOf } from "../syntax/core.ts";
import type { Extension } from "../syntax/extension.ts";

export const doExtension: Extension = {
  name: "jinja2.ext.do",
  tags: ["do"],
  parse(parser) {
    const place = placeOf(parser.stream.next());
    return { type: "ExprStmt", ...place, node: parser.parseTuple() };
  },
};
