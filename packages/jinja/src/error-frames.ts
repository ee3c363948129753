// Where in templates an error passed: kept beside any error, shown in its `stack` with an excerpt and a caret.

/** A place in a template that an error passed on its way out: the innermost first, then what included or extended it. */
export interface TemplateFrame {
  /** Null for a template made from a string. */
  readonly template: string | null;
  readonly line: number;
  /** 0 where only the line is known. */
  readonly column: number;
  /** Columns for the caret. */
  readonly width: number;
  /** The template's source where it is at hand, for the excerpt. */
  readonly source?: string | undefined;
  /** What ran there: "template", "block content", "macro badge". */
  readonly what: string;
}

/** Frames kept of each end of the chain: recursion without end must not fill the memory with its trace. */
const KEPT = 8;

/** Widest piece of a source line that is shown. */
const EXCERPT = 120;

/** What an error's trace is made of. */
interface Trace {
  /** `stack` as it was: name and message, then the host's calls. */
  stack: string;
  readonly frames: TemplateFrame[];
  /** How many times in a row each of `frames` was passed. */
  readonly times: number[];
  omitted: number;
}

const traces = new WeakMap<object, Trace>();

/** The text of one line, counted from 1, without what would upset a terminal; found without splitting the source. */
function sourceLine(source: string, line: number): string | undefined {
  let start = 0;
  for (let i = 1; i < line; i++) {
    start = source.indexOf("\n", start) + 1;
    if (start === 0) return undefined;
  }
  const end = source.indexOf("\n", start);
  // oxlint-disable-next-line no-control-regex -- they are what is replaced
  return source.slice(start, end === -1 ? undefined : end).replace(/[\0-\x08\x0b-\x1f\x7f]/g, " ");
}

/** The source line with carets under the frame's columns; "" where there is no source. */
function excerpt(frame: TemplateFrame): string {
  const text = frame.source === undefined ? undefined : sourceLine(frame.source, frame.line);
  if (text === undefined || text.trim() === "") return "";
  const label = String(frame.line);
  const at = Math.max(0, frame.column - 1);
  const from = at > EXCERPT - 20 ? at - 20 : 0;
  const shown = text.slice(from, from + EXCERPT);
  const line = `\n      ${label} | ${shown}`;
  if (frame.column < 1 || at >= text.length) return line;
  const indent = shown.slice(0, at - from).replace(/[^\t]/g, " ");
  const carets = "^".repeat(Math.max(1, Math.min(frame.width, shown.length - (at - from))));
  return `${line}\n      ${" ".repeat(label.length)} | ${indent}${carets}`;
}

function describe(frame: TemplateFrame, first: boolean, times: number): string {
  const name = frame.template === null ? "a template from a string" : `"${frame.template}"`;
  const column = frame.column > 0 ? `, column ${frame.column}` : "";
  const what = frame.what === "template" || frame.what === "" ? "" : `, ${frame.what}`;
  const often = times > 1 ? ` (${times} times)` : "";
  return `\n    ${first ? "in" : "from"} ${name}, line ${frame.line}${column}${what}${often}${excerpt(frame)}`;
}

/** All places of a trace as text, each on lines of its own; begins with a newline. */
function report(trace: Trace): string {
  const parts = trace.frames.map((frame, index) => describe(frame, index === 0, trace.times[index] ?? 1));
  if (trace.omitted > 0) parts.splice(KEPT, 0, `\n    … ${trace.omitted} more`);
  return parts.join("");
}

/** Where the host's calls begin in a stack: after "Name: message", which may itself have many lines. */
function callsAt(error: Error, stack: string): number {
  const message = error.message === "" ? -1 : stack.indexOf(error.message);
  const end = stack.indexOf("\n", message === -1 ? 0 : message + error.message.length);
  return end === -1 ? stack.length : end;
}

function stackOf(error: Error, trace: Trace): string {
  const at = callsAt(error, trace.stack);
  return trace.stack.slice(0, at) + report(trace) + trace.stack.slice(at);
}

/** Puts the report into `stack`, made when it is read: an error may pass thousands of places. */
function expose(error: Error, trace: Trace): void {
  // A frozen error stays as it is.
  Reflect.defineProperty(error, "stack", {
    get: () => stackOf(error, trace),
    set: (value: unknown) => {
      Reflect.defineProperty(error, "stack", { value, writable: true, configurable: true });
    },
    configurable: true,
    enumerable: false,
  });
}

function isSame(a: TemplateFrame, b: TemplateFrame): boolean {
  return a.template === b.template && a.line === b.line && a.column === b.column && a.what === b.what;
}

function remember(trace: Trace, frame: TemplateFrame, times: number): void {
  const last = trace.frames.at(-1);
  if (last !== undefined && isSame(last, frame)) {
    trace.times.push((trace.times.pop() ?? 0) + times);
    return;
  }
  trace.frames.push(frame);
  trace.times.push(times);
  if (trace.frames.length <= KEPT * 2) return;
  trace.frames.splice(KEPT, 1);
  trace.omitted += trace.times.splice(KEPT, 1)[0] ?? 1;
}

/** Notes that an error passed a place. It stays the same object, whatever its class; only its `stack` tells more. */
export function noteFrame(error: unknown, frame: TemplateFrame, times = 1): void {
  if (typeof error !== "object" || error === null) return;
  let trace = traces.get(error);
  if (trace === undefined) {
    trace = { stack: error instanceof Error ? String(error.stack) : "", frames: [], times: [], omitted: 0 };
    traces.set(error, trace);
    if (error instanceof Error) expose(error, trace);
  }
  remember(trace, frame, times);
}

/** Makes the `stack` begin with the error's name as it is now: a subclass's name is set after its base noted a place. */
export function renameStack(error: Error): void {
  const trace = traces.get(error);
  if (trace === undefined) return;
  trace.stack = `${error.name}: ${error.message}${trace.stack.slice(callsAt(error, trace.stack))}`;
}

/** Notes the places that `from` passed for `error`, which is thrown in its stead. */
export function copyFrames(from: unknown, error: object): void {
  const known = typeof from === "object" && from !== null ? traces.get(from) : undefined;
  if (known === undefined) return;
  for (const [index, frame] of known.frames.entries()) noteFrame(error, frame, known.times[index]);
  const trace = traces.get(error);
  if (trace !== undefined) trace.omitted = known.omitted;
}

/** Throws `error` on, after noting that it passed the place. */
export function addFrame(error: unknown, frame: TemplateFrame): never {
  noteFrame(error, frame);
  throw error;
}

/** The places in templates that an error passed, the innermost first; of very long chains the middle is left out. */
export function templateFrames(error: unknown): readonly TemplateFrame[] {
  return typeof error === "object" && error !== null ? (traces.get(error)?.frames ?? []) : [];
}

/** The places as text with excerpts, or "" for an error that passed no template. */
export function frameReport(error: object): string {
  const trace = traces.get(error);
  return trace === undefined ? "" : report(trace);
}
