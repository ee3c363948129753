// The headers of a ServerResponse in all the forms that Node takes them.
import type { ServerResponse } from "node:http";
import { HeaderList } from "../headers.ts";

type HeaderValue = number | string | readonly (number | string)[];

/** Second argument of writeHead: an object, a flat list, or a list of pairs. */
export type HeaderArgument = readonly HeaderValue[] | Readonly<Record<string, HeaderValue | undefined>> | undefined;

/** Node has merged `given` into the response's own headers if it has any; else `given` is all. Throws BAD_HEADER. */
export function collectHeaders(response: ServerResponse, given: HeaderArgument): HeaderList {
  const headers = new HeaderList();
  const names = response.getHeaderNames();
  if (names.length > 0) for (const name of names) addAll(headers, name, response.getHeader(name));
  else if (given !== undefined) addGiven(headers, given);
  return headers;
}

function addGiven(headers: HeaderList, given: NonNullable<HeaderArgument>): void {
  if (!Array.isArray(given)) {
    for (const [name, value] of Object.entries(given)) addAll(headers, name, value);
    return;
  }
  const list = given as readonly (HeaderValue | readonly [string, HeaderValue])[];
  if (Array.isArray(list[0])) {
    for (const [name, value] of list as readonly (readonly [string, HeaderValue])[]) addAll(headers, name, value);
    return;
  }
  for (let i = 0; i < list.length; i += 2) addAll(headers, String(list[i]), list[i + 1] as HeaderValue);
}

function addAll(headers: HeaderList, name: string, value: HeaderValue | undefined): void {
  if (Array.isArray(value)) for (const one of value as readonly (number | string)[]) headers.add(name, String(one));
  else headers.add(name, String(value));
}
