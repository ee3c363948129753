// What to say of a tag that does not belong where it is, and of a template that ends too soon.
import { nearest } from "../suggest.ts";
import { quote } from "../values/quote.ts";
import { describeExpected, type Expected } from "./tokens.ts";

type Ends = readonly (readonly Expected[])[];

/** The template ended within a body. `ends`: for each open body the tags that end it; `tags`: the open tags. */
export function unexpectedEnd(ends: Ends, tags: readonly string[]): string {
  return ["Unexpected end of template.", ...lookingFor(null, ends), ...innermost(tags)].join(" ");
}

/** The message for a tag that nobody knows, with what could stand there. */
export function unknownTag(name: string, ends: Ends, tags: readonly string[], known: readonly string[]): string {
  const parts = [`Encountered unknown tag ${quote(name)}.`, ...lookingFor(name, ends), ...innermost(tags)];
  const candidates = [...(ends.at(-1) ?? []).map(describeExpected), ...known];
  const near = nearest(name, candidates);
  if (near !== undefined) parts.push(`Did you mean ${quote(near)}?`);
  return parts.join(" ");
}

function lookingFor(name: string | null, ends: Ends): string[] {
  const current = ends.at(-1);
  if (current === undefined) return [];
  const wanted = current.map(end => quote(describeExpected(end))).join(" or ");
  if (name !== null && ends.some(list => list.some(end => describeExpected(end) === name))) {
    return [`You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${wanted}.`];
  }
  return [`Jinja was looking for the following tags: ${wanted}.`];
}

function innermost(tags: readonly string[]): string[] {
  const tag = tags.at(-1);
  return tag === undefined ? [] : [`The innermost block that needs to be closed is ${quote(tag)}.`];
}
