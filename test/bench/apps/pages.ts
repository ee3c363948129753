// The benchmark's application without any server: the landing page by our Jinja and the two-byte answer.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Environment, FileSystemLoader } from "@seatstack/jinja";

export interface Page {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Name of the environment variable with the path of the page's data; the Flask app reads the same one. */
export const DATA_VARIABLE = "BENCH_DATA";

const OK: Page = { status: 200, type: "text/plain; charset=utf-8", body: "ok" };
const NOT_FOUND: Page = { status: 404, type: "text/plain; charset=utf-8", body: "not found" };

/** Compiles the template and reads the data once; the answer to a path then costs one render, as in the Flask app. */
export function createPages(dataFile: string): (path: string) => Page {
  const loader = new FileSystemLoader(join(import.meta.dirname, "templates"));
  const landing = new Environment({ loader, autoescape: true }).getTemplate("landing.html");
  const data = JSON.parse(readFileSync(dataFile, "utf8")) as Readonly<Record<string, unknown>>;
  return path => {
    if (path === "/") return { status: 200, type: "text/html; charset=utf-8", body: landing.render(data) };
    return path === "/ok" ? OK : NOT_FOUND;
  };
}
