// The refusal of a module in which no app was found: what it has, and what would be one.
import { EXIT, SeatstackError } from "@seatstack/shared/errors";
import { refusedServer } from "./capture/capture.ts";
import { candidates } from "./detect.ts";

/** APP_INTERFACE, exit 4. */
export function noInterface(module: string, wanted: string, exported: object): SeatstackError {
  const refused = candidates(exported)
    .map(refusedServer)
    .find(error => error !== undefined);
  if (refused) return refused;
  const names = describe(exported);
  const has = names === "" ? "exports nothing" : `exports ${names}`;
  if (wanted !== "auto") {
    return refusal(
      `the module "${module}" has no app of the interface "${wanted}": it ${has}`,
      'Remove app.interface (it is "auto" then), or export what it names as default.',
    );
  }
  return refusal(
    `the module "${module}" is no app: it ${has}, and calls listen() on no HTTP server`,
    names === ""
      ? "Export the app as default, or call listen() whenever the file is loaded, not only where it is the main file."
      : "Export a default app: (req, res), an Express, Koa, Hono or Fastify app, a Fastify plugin, a fetch handler, an http.Server or our Application; set app.interface where it is not recognized.",
  );
}

function refusal(message: string, fix: string): SeatstackError {
  return new SeatstackError("APP_INTERFACE", message, { fix, exitCode: EXIT.appLoad });
}

/** The names of the exports and what each is; CommonJS's own entry and an empty module.exports are none. */
function describe(exported: object): string {
  return Object.entries(exported)
    .filter(([name, value]) => name !== "module.exports" && !isEmpty(value))
    .slice(0, 8)
    .map(([name, value]) => `${name} (${kindOf(value)})`)
    .join(", ");
}

function isEmpty(value: unknown): boolean {
  return kindOf(value) === "empty object";
}

function kindOf(value: unknown): string {
  if (typeof value === "function") return `function of ${value.length} parameters`;
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  const { name } = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor ?? {};
  if (name !== undefined && name !== "Object") return name;
  const keys = Object.keys(value).slice(0, 4).join(", ");
  return keys === "" ? "empty object" : `object with ${keys}`;
}
