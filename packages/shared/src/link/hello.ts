// The first frame of a worker, checked: a peer of another version must not be talked to.
import { LinkError, protocolError } from "./errors.ts";
import { LINK_VERSION, type Hello } from "./protocol.ts";

/** Throws LINK_PROTOCOL when it is no HELLO, LINK_VERSION when it is another version's. */
export function parseHello(text: string): Hello {
  const hello = parseJson(text);
  if (!isHello(hello)) throw protocolError("HELLO without the numbers that it must hold");
  if (hello.version !== LINK_VERSION) {
    throw new LinkError("LINK_VERSION", `the worker speaks link version ${hello.version}, this router ${LINK_VERSION}`);
  }
  return hello;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw protocolError("HELLO that is not JSON");
  }
}

function isHello(value: unknown): value is Hello {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Record<string, unknown>;
  return ["version", "worker", "pid", "generation", "slots", "notes"].every(name => Number.isSafeInteger(fields[name]));
}
