// The access log of `bind`, in gunicorn's format: compiled once, then one concatenation per request.
import { parseAccessFormat, type AccessAtom, type AccessPart } from "@seatstack/shared/access-format";
import type { Exchange } from "@seatstack/shared/http/exchange";
import { LineSink } from "@seatstack/shared/line-sink";
import { escapeField, localTime } from "@seatstack/shared/log-text";
import type { AccessRecord } from "./access-record.ts";
import { pathOf, queryOf, variable } from "./request-variables.ts";

type Render = (record: AccessRecord) => string;

export class AccessLog {
  readonly file: string;
  readonly format: string;
  readonly #sink: LineSink;
  readonly #render: readonly (string | Render)[];

  /** `file` is a path, or `-` for standard output. Throws when it cannot be opened. `onLost` as in LineSink. */
  constructor(file: string, format: string, onLost: (lines: number) => void) {
    this.file = file;
    this.format = format;
    this.#render = compileAccessFormat(format);
    this.#sink = new LineSink(file, onLost);
  }

  log(record: AccessRecord): void {
    this.#sink.add(renderAccessLine(this.#render, record));
  }

  /** After the file was renamed: writes go to a new one of that name. Throws, and keeps the old one, when it cannot. */
  reopen(): void {
    this.#sink.reopen();
  }

  /** Resolves when everything is written. */
  close(): Promise<void> {
    return this.#sink.close();
  }
}

/** The pieces of a line. A format with a fault, which the config refuses, is none. */
export function compileAccessFormat(format: string): readonly (string | Render)[] {
  return parseAccessFormat(format).parts.map(compilePart);
}

/** One line with its LF. Nothing that came from outside can end it, or drive the terminal that shows it. */
export function renderAccessLine(pieces: readonly (string | Render)[], record: AccessRecord): string {
  let line = "";
  for (const piece of pieces) line += typeof piece === "string" ? piece : piece(record);
  return `${line}\n`;
}

function compilePart(part: AccessPart): string | Render {
  switch (part.type) {
    // A sink takes one byte a character.
    case "text":
      return Buffer.from(part.text, "utf8").toString("latin1");
    case "atom":
      return part.atom === "l" ? "-" : ATOMS[part.atom];
    case "i":
      return record => field(requestHeader(record.exchange, part.name));
    case "o":
      return record => field(valueOf(record.exchange?.sentHeaders, part.name));
    case "e":
      return record => field(variable(record, part.name));
    default:
      return part satisfies never;
  }
}

const PROCESS = `<${process.pid}>`;

const ATOMS: Readonly<Record<AccessAtom, Render>> = {
  h: record => field(record.address),
  l: () => "-",
  u: record => field(userName(record.exchange)),
  t: () => `[${localTime()}]`,
  r: record => (record.method === "" ? "-" : escapeField(`${record.method} ${record.target} HTTP/${record.version}`)),
  m: record => field(record.method),
  U: record => field(pathOf(record.target)),
  q: record => escapeField(queryOf(record.target)),
  H: record => (record.version === "" ? "-" : `HTTP/${record.version}`),
  s: record => String(record.status),
  B: record => String(record.bytes),
  b: record => (record.bytes === 0 ? "-" : String(record.bytes)),
  f: record => field(record.exchange?.referer),
  a: record => field(record.exchange?.userAgent),
  T: record => String(Math.floor(record.duration / 1000)),
  M: record => String(Math.floor(record.duration)),
  D: record => String(Math.floor(record.duration * 1000)),
  L: record => (record.duration / 1000).toFixed(6),
  p: () => PROCESS,
};

function field(value: string | undefined): string {
  return value === undefined || value === "" ? "-" : escapeField(value);
}

/** As the app saw it; else as it came, such as what belongs to the connection. */
function requestHeader(exchange: Exchange | undefined, name: string): string | undefined {
  return exchange?.header(name) ?? valueOf(exchange?.rawHeaders, name);
}

/** Of the first header of that lower-case name. */
function valueOf(headers: readonly string[] | undefined, name: string): string | undefined {
  for (let i = 0; i < (headers?.length ?? 0); i += 2) {
    const other = headers?.[i] ?? "";
    if (other.length === name.length && other.toLowerCase() === name) return headers?.[i + 1];
  }
  return undefined;
}

/** RFC 7617: base64 of `user:password`. The password goes nowhere. */
function userName(exchange: Exchange | undefined): string | undefined {
  const credentials = /^basic +([A-Za-z0-9+/=]+)$/i.exec(exchange?.header("authorization") ?? "")?.[1];
  if (credentials === undefined) return undefined;
  const [user] = Buffer.from(credentials, "base64").toString("latin1").split(":", 1);
  return user;
}
