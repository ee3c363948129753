// Python's timedelta: what one datetime minus another is.
import { withSignature } from "./callable.ts";
import { DAY, two } from "./datetime.ts";
import { float } from "./float.ts";
import { ATTRIBUTE, LENGTH, REPR, TYPE_NAME } from "./protocol.ts";

/** Whole milliseconds, as differences of JavaScript's dates are. */
export class TimeDelta {
  readonly #milliseconds: number;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds + 0;
  }

  valueOf(): number {
    return this.#milliseconds;
  }

  /** Negative spans have negative days, and the rest counts forward from there. */
  #days(): number {
    return Math.floor(this.#milliseconds / DAY) + 0;
  }

  #seconds(): number {
    return Math.floor((this.#milliseconds - this.#days() * DAY) / 1000);
  }

  #microseconds(): number {
    return (this.#milliseconds - this.#days() * DAY - this.#seconds() * 1000) * 1000;
  }

  /** `str(timedelta)`: "1 day, 2:03:04". */
  toString(): string {
    const [days, seconds, microseconds] = [this.#days(), this.#seconds(), this.#microseconds()];
    const day = days === 0 ? "" : `${days} day${Math.abs(days) === 1 ? "" : "s"}, `;
    const fraction = microseconds === 0 ? "" : `.${String(microseconds).padStart(6, "0")}`;
    return `${day}${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${fraction}`;
  }

  [REPR](): string {
    const parts = Object.entries({
      days: this.#days(),
      seconds: this.#seconds(),
      microseconds: this.#microseconds(),
    }).filter(([, part]) => part !== 0);
    return `datetime.timedelta(${parts.map(([name, part]) => `${name}=${part}`).join(", ") || "0"})`;
  }

  [ATTRIBUTE](name: string): unknown {
    switch (name) {
      case "days":
        return this.#days();
      case "seconds":
        return this.#seconds();
      case "microseconds":
        return this.#microseconds();
      case "total_seconds":
        return withSignature(() => float(this.#milliseconds / 1000), { parameters: [] });
      default:
        return undefined;
    }
  }

  /** A span of nothing is false. */
  [LENGTH](): number {
    return this.#milliseconds;
  }

  [TYPE_NAME](): string {
    return "datetime.timedelta";
  }
}

function isSpan(value: unknown): value is TimeDelta {
  return value instanceof TimeDelta;
}

/** A sum of dates and spans; `undefined` where Python has none. */
export function addTimes(a: unknown, b: unknown): Date | TimeDelta | undefined {
  if (isSpan(a) && isSpan(b)) return new TimeDelta(a.valueOf() + b.valueOf());
  if (a instanceof Date && isSpan(b)) return new Date(a.getTime() + b.valueOf());
  return isSpan(a) && b instanceof Date ? addTimes(b, a) : undefined;
}

/** A difference of dates and spans; `undefined` where Python has none. */
export function subtractTimes(a: unknown, b: unknown): Date | TimeDelta | undefined {
  if (a instanceof Date && b instanceof Date) return new TimeDelta(a.getTime() - b.getTime());
  return isSpan(b) ? addTimes(a, new TimeDelta(-b.valueOf())) : undefined;
}
