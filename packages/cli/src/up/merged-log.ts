// The one log of `up`: whole lines of both tiers, readable on the terminal, as they came in the log file.
import { LOG_LINE_START, renderLine, type Paint } from "../log-line.ts";
import { LineBuffer } from "./line-buffer.ts";
import type { Tier } from "./service.ts";

const NEWLINE = 10;
const BRACE = LOG_LINE_START.charCodeAt(0);
const LATER_LOG_LINE = Buffer.from(`\n${LOG_LINE_START}`);

export interface LogOutputs {
  readonly paint: Paint;
  readonly toTerminal: (text: string | Buffer) => void;
  readonly toFile: (bytes: Buffer) => void;
}

export class MergedLog {
  private readonly outputs: LogOutputs;
  private readonly buffers = new Map<string, LineBuffer>();

  constructor(outputs: LogOutputs) {
    this.outputs = outputs;
  }

  /** Takes what a tier wrote; a line is passed on once it is whole, so that tiers never mix within one. */
  write(tier: Tier, stream: "out" | "err", chunk: Buffer): void {
    const lines = this.bufferOf(`${tier} ${stream}`).push(chunk);
    if (lines.length > 0) this.emit(tier, stream, lines);
  }

  /** A line of `up` itself. */
  say(level: "info" | "warn" | "error", msg: string): void {
    const line = JSON.stringify({ level, time: Date.now(), tier: "up", msg });
    this.emit("edge", "out", Buffer.from(`${line}\n`));
  }

  private bufferOf(key: string): LineBuffer {
    const buffer = this.buffers.get(key) ?? new LineBuffer();
    this.buffers.set(key, buffer);
    return buffer;
  }

  private emit(tier: Tier, stream: "out" | "err", lines: Buffer): void {
    this.outputs.toFile(lines);
    if (stream === "out" && isTextOnly(lines)) this.outputs.toTerminal(lines);
    else this.outputs.toTerminal(this.render(tier, stream, lines));
  }

  private render(tier: Tier, stream: "out" | "err", lines: Buffer): string {
    const { paint } = this.outputs;
    // What a tier writes to standard error is its dying words: without a name nobody would know whose.
    const prefix = stream === "err" ? `${paint("red", tier)} ` : "";
    return lines
      .toString("utf8", 0, lines.length - 1)
      .split("\n")
      .map(line => (line.startsWith(LOG_LINE_START) ? renderLine(line, paint) : prefix + line) + "\n")
      .join("");
  }
}

/** At tens of thousands of access lines a second, finding that there is nothing to render must cost a memchr. */
function isTextOnly(lines: Buffer): boolean {
  return lines[0] !== BRACE && lines.at(-1) === NEWLINE && !lines.includes(LATER_LOG_LINE);
}
