// Jinja2 on CPython in a process of its own, which times its own batches.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Page } from "./pages.ts";

export interface Cold {
  /** Milliseconds to compile all templates, and to render each once after that. */
  readonly compile: number;
  readonly firstRender: number;
  /** Bytes that the heap grew by while it compiled, garbage aside; undefined where only the process can be weighed. */
  readonly heap?: number;
  /** Bytes that the process grew by. */
  readonly resident: number;
}

export class Python {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor() {
    const child = spawn("python3", [join(import.meta.dirname, "timing.py")], { stdio: ["pipe", "pipe", "inherit"] });
    this.#process = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Prepares a page; what it printed. */
  async prepare(page: Page): Promise<string> {
    return (await this.#ask({ page })) as string;
  }

  /** Nanoseconds that `turns` renders of the prepared page took. */
  async batch(turns: number): Promise<number> {
    return (await this.#ask({ turns })) as number;
  }

  async cold(templates: Page["templates"], context: Page["context"]): Promise<Cold> {
    return (await this.#ask({ cold: templates, context })) as Cold;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const exited = once(this.#process, "exit");
    this.#process.stdin?.end();
    await exited;
  }

  async #ask(command: object): Promise<unknown> {
    this.#process.stdin?.write(`${JSON.stringify(command)}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error("python3 ended; what it said is above");
    return JSON.parse(value);
  }
}
