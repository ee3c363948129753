// One line per request: nginx's combined with our times, or JSON.
import type { Exchange } from "@seatstack/shared/http/exchange";
import { LineSink } from "@seatstack/shared/line-sink";
import { escapeField, localTime } from "@seatstack/shared/log-text";

export type AccessFormat = "json" | "combined" | "off";

export class AccessLog {
  readonly #format: AccessFormat;
  readonly #sink: LineSink | undefined;

  /**
   * `file` is a path, or `-` for standard output. Throws when it cannot be opened. `onLost` hears, some time later, how
   * many lines were lost to a full disk or a slow reader.
   */
  constructor(format: AccessFormat, file: string, onLost: (lines: number) => void) {
    this.#format = format;
    this.#sink = format === "off" ? undefined : new LineSink(file, onLost);
  }

  log(exchange: Exchange, milliseconds: number): void {
    if (this.#sink === undefined) return;
    this.#sink.add(this.#format === "json" ? jsonLine(exchange, milliseconds) : combinedLine(exchange, milliseconds));
  }

  /** Bytes that never became a request. */
  logMalformed(peer: string, status: number, method: string, target: string, bytes: number): void {
    if (this.#sink === undefined) return;
    const request = method === "" ? "" : `${method} ${target}`;
    if (this.#format === "combined") {
      const line = `${peer} - - [${localTime()}] "${escapeField(request)}" ${status} ${bytes} "-" "-" - rt=0.000 up=-\n`;
      this.#sink.add(line);
    } else {
      const time = new Date().toISOString();
      this.#sink.add(ascii({ time, tier: "edge", remote: peer, malformed: request, status, bytes }));
    }
  }

  /** After the file was renamed: writes go to a new one of that name. Throws, and keeps the old one, when it cannot. */
  reopen(): void {
    this.#sink?.reopen();
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    await this.#sink?.close();
  }
}

function combinedLine(exchange: Exchange, milliseconds: number): string {
  const { timing } = exchange;
  const upstream =
    timing === undefined
      ? "-"
      : `${seconds(timing.worker)} queue=${seconds(timing.queued)} worker=${timing.workerNumber ?? 0}`;
  return `${exchange.remoteAddress} - - [${localTime()}] "${requestLine(exchange)}" ${exchange.status} ${exchange.bytesSent} "${field(exchange.referer)}" "${field(exchange.userAgent)}" ${exchange.id} rt=${seconds(milliseconds)} up=${upstream}\n`;
}

function requestLine(exchange: Exchange): string {
  if (exchange.method === "") return "-";
  return `${exchange.method} ${escapeField(exchange.rawTarget)} HTTP/${exchange.version}`;
}

function jsonLine(exchange: Exchange, milliseconds: number): string {
  const { timing } = exchange;
  return ascii({
    time: new Date().toISOString(),
    tier: "edge",
    remote: exchange.remoteAddress,
    method: exchange.method,
    scheme: exchange.scheme,
    host: exchange.host,
    target: exchange.rawTarget,
    protocol: exchange.version,
    status: exchange.status,
    bytes: exchange.bytesSent,
    referer: exchange.referer,
    agent: exchange.userAgent,
    id: exchange.id,
    total: round(milliseconds),
    queue: timing && round(timing.queued),
    upstream: timing && round(timing.worker),
    worker: timing?.workerNumber,
    attempts: timing?.attempts,
  });
}

/** One line of JSON in ASCII: the file is written as latin1, one byte a character. */
function ascii(entry: object): string {
  const line = JSON.stringify(entry);
  return `${line.replace(/[\u007f-\uffff]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

/** nginx's 0.001 format without toFixed, which costs ten times as much. */
function seconds(milliseconds: number): string {
  // An integer to the compiler: % of two doubles is a call into libm.
  const whole = Math.min(Math.round(milliseconds), 0x7fffffff) | 0;
  const rest = whole % 1000;
  return `${(whole - rest) / 1000}.${rest < 10 ? "00" : rest < 100 ? "0" : ""}${rest}`;
}

function field(value: string | undefined): string {
  return value === undefined ? "-" : escapeField(value);
}
