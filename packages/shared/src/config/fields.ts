// Building blocks of the schema: sizes, times and addresses as operators write them, normalized to numbers.
import { z } from "zod";

/** What the generated docs and the reload logic know of a setting beside its type. */
export interface SettingMeta {
  /** One or two sentences for the operator; names the nginx or gunicorn setting it stands for. */
  readonly help: string;
  /** "live": a reload applies it. "restart": only a restart does. Default live. */
  readonly change?: "live" | "restart";
}

const SIZE = /^(\d+)(b|k|m|g)?$/i;
const SIZE_UNITS: Record<string, number> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
const TIME = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/i;
const TIME_UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const RATE = /^(\d+(?:\.\d+)?)\/(s|m|h)$/;

/** Bytes from `128k`, `1m`, `64`; undefined when it is no size. */
export function parseSize(text: string): number | undefined {
  const match = SIZE.exec(text);
  return match ? Number(match[1]) * (SIZE_UNITS[(match[2] ?? "b").toLowerCase()] ?? 1) : undefined;
}

/** Milliseconds from `30s`, `250ms`, `1h`; a bare number is seconds, as in gunicorn. */
export function parseTime(text: string): number | undefined {
  const match = TIME.exec(text);
  return match ? Number(match[1]) * (TIME_UNITS[(match[2] ?? "s").toLowerCase()] ?? 1000) : undefined;
}

/** Requests per second from `20/s`, `300/m`. */
export function parseRate(text: string): number | undefined {
  const match = RATE.exec(text);
  return match ? (Number(match[1]) * 1000) / (TIME_UNITS[match[2] ?? "s"] ?? 1000) : undefined;
}

/** A size setting: written `128k`, read as bytes. */
export function size(fallback: string, meta: SettingMeta) {
  return measured(parseSize, fallback, 'a size such as "128k", "1m" or 4096', "size").meta({ ...meta });
}

/** A time setting: written `30s`, read as milliseconds. */
export function time(fallback: string, meta: SettingMeta) {
  return measured(parseTime, fallback, 'a time such as "30s", "250ms", "5m" or 30 (seconds)', "time").meta({ ...meta });
}

/** A rate setting: written `20/s`, read as requests per second. */
export function rate(fallback: string, meta: SettingMeta) {
  return measured(parseRate, fallback, 'a rate such as "20/s" or "300/m"', "rate").meta({ ...meta });
}

function measured(parse: (text: string) => number | undefined, fallback: string, expected: string, unit: string) {
  return z
    .union([z.string(), z.number()])
    .meta({ unit })
    .default(fallback)
    .transform((value, context) => {
      const parsed = parse(String(value));
      if (parsed === undefined) context.addIssue({ code: "custom", message: `must be ${expected}` });
      return parsed ?? 0;
    });
}
