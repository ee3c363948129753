// Building blocks of the schema: sizes, times and rates as operators write them, normalized to numbers.
import { z } from "zod";

/** What the generated docs and the reload logic know of a setting beside its type. */
export interface SettingMeta {
  /** One or two sentences for the operator; names the nginx or gunicorn setting it stands for. */
  readonly help: string;
  /** "live": a reload applies it. "restart": only a restart does. Default live. */
  readonly change?: "live" | "restart";
  /** Whether its value may hold a password: no message, log line or listing shows it. */
  readonly secret?: true;
  /** Whether it is a file mode, written 0o007. */
  readonly octal?: true;
  /** A value other than the default, for the docs; must be one that loads by itself. */
  readonly example?: unknown;
}

/** Least and greatest value, written like a value. */
export interface MeasureBounds {
  readonly min?: string;
  readonly max?: string;
}

const SIZE = /^(\d+)(b|k|m|g)?$/i;
const SIZE_UNITS: Record<string, number> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
const TIME = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/i;
const TIME_UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const RATE = /^(\d+(?:\.\d+)?)r?\/(s|m|h)$/;

/** What a value of each unit looks like, for messages and docs. */
export const UNITS = {
  size: 'a size such as "128k", "1m" or 4096 (bytes)',
  time: 'a time such as "30s", "250ms", "5m" or 30 (seconds)',
  rate: 'a rate such as "20/s" or "300/m"',
} as const;
export type Unit = keyof typeof UNITS;

/** Bytes from `128k`, `1m`, `64`; undefined when it is no size. */
export function parseSize(text: string): number | undefined {
  const match = SIZE.exec(text);
  return match ? Number(match[1]) * (SIZE_UNITS[(match[2] ?? "b").toLowerCase()] ?? 1) : undefined;
}

/** Milliseconds, whole, from `30s`, `250ms`, `1h`; a bare number is seconds, as in gunicorn. */
export function parseTime(text: string): number | undefined {
  const match = TIME.exec(text);
  return match ? Math.round(Number(match[1]) * (TIME_UNITS[(match[2] ?? "s").toLowerCase()] ?? 1000)) : undefined;
}

/** Requests per second from `20/s`, `300/m`, and nginx's `20r/s`. */
export function parseRate(text: string): number | undefined {
  const match = RATE.exec(text);
  return match ? (Number(match[1]) * 1000) / (TIME_UNITS[match[2] ?? "s"] ?? 1000) : undefined;
}

/** A size setting: written `128k`, read as bytes. */
export function size(fallback: string, meta: SettingMeta, bounds: MeasureBounds = {}) {
  const schema = z.union([z.string(), z.number()]).meta({ unit: "size" });
  const limits = { min: "0", max: "1024g", ...bounds };
  const check = measure(parseSize, "size", limits);
  return schema
    .default(fallback)
    .transform(check)
    .meta({ ...meta, ...limits });
}

/** A time setting: written `30s`, read as milliseconds. Timers of Node overflow at 24.8 days. */
export function time(fallback: string, meta: SettingMeta, bounds: MeasureBounds = {}) {
  const schema = z.union([z.string(), z.number()]).meta({ unit: "time" });
  const limits = { min: "1ms", max: "24d", ...bounds };
  const check = measure(parseTime, "time", limits);
  return schema
    .default(fallback)
    .transform(check)
    .meta({ ...meta, ...limits });
}

/** A rate setting: written `20/s`, read as requests per second. */
export function rate(fallback: string, meta: SettingMeta, bounds: MeasureBounds = {}) {
  const limits = { min: "1/h", max: "1000000/s", ...bounds };
  const check = measure(parseRate, "rate", limits);
  return z
    .string()
    .meta({ unit: "rate" })
    .default(fallback)
    .transform(check)
    .meta({ ...meta, ...limits });
}

type Parse = (text: string) => number | undefined;

function measure(parse: Parse, unit: Unit, bounds: Required<MeasureBounds>) {
  const min = parse(bounds.min) ?? -Infinity;
  const max = parse(bounds.max) ?? Infinity;
  return (value: string | number, context: z.RefinementCtx): number => {
    const parsed = parse(String(value));
    const complain = (message: string): void => context.addIssue({ code: "custom", message });
    if (parsed === undefined) complain(`must be ${UNITS[unit]}`);
    else if (parsed < min) complain(`must be at least ${bounds.min}`);
    else if (parsed > max) complain(`must be at most ${bounds.max}`);
    return parsed ?? 0;
  };
}
