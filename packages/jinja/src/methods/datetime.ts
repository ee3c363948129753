// The methods of datetime (a JavaScript Date, naive and in UTC), date and time.
import { PythonError, typeError, valueError } from "../errors.ts";
import { strftime } from "../format/strftime.ts";
import { codePointLength } from "../values/codepoints.ts";
import { signatureOf, withSignature } from "../values/callable.ts";
import { DateOnly, dateText, DAY, TimeOnly, timeText } from "../values/datetime.ts";
import { float } from "../values/float.ts";
import { textOf } from "../values/markup.ts";
import { typeName } from "../values/typename.ts";
import { countOf } from "../values/ints.ts";
import { textArgument } from "./arguments.ts";
import { isoCalendar } from "./iso-calendar.ts";
import { keywordMethod, type Method, method, type MethodTable, tableOf } from "./method.ts";

/** Days from the first of January of year 1 to the Unix epoch, counting from 1. */
const EPOCH_ORDINAL = 719_163;

function format(self: Date, text: unknown): string {
  return strftime(self, textArgument(text, "strftime() argument 1 must be str"));
}

const TIMESPECS: Readonly<Record<string, number>> = { hours: 2, minutes: 5, seconds: 8, milliseconds: 12 };

function isoTime(self: Date, timespec: unknown): string {
  const spec = timespec === undefined ? "auto" : textArgument(timespec, "isoformat() argument 'timespec' must be str");
  if (spec === "auto") return timeText(self);
  const full = `${self.toISOString().slice(-13, -1)}000`;
  const length = spec === "microseconds" ? full.length : TIMESPECS[spec];
  if (length === undefined) throw valueError("Unknown timespec value");
  return full.slice(0, length);
}

function isoDateTime(self: Date, sep: unknown = "T", timespec?: unknown): string {
  const between = textOf(sep);
  if (between === undefined || codePointLength(between) !== 1) {
    throw typeError(`isoformat() argument 1 must be a unicode character, not ${typeName(sep)}`);
  }
  return dateText(self).slice(0, dateText(self).indexOf(" ")) + between + isoTime(self, timespec);
}

/** An int between bounds. Raises ValueError. */
function part(value: unknown, now: number, name: string, least: number, most: number): number {
  if (value === undefined) return now;
  const given = countOf(value);
  if (given >= least && given <= most) return given;
  throw valueError(name === "year" ? `year ${given} is out of range` : `${name} must be in ${least}..${most}`);
}

type Parts = readonly unknown[];

/** `made` with other parts: year, month, day. Raises ValueError. */
function setDay(made: Date, [year, month, day]: Parts): void {
  const y = part(year, made.getUTCFullYear(), "year", 1, 9999);
  const m = part(month, made.getUTCMonth() + 1, "month", 1, 12);
  const d = day === undefined ? made.getUTCDate() : countOf(day);
  const last = new Date(0);
  last.setUTCFullYear(y, m, 0);
  if (d < 1 || d > last.getUTCDate()) throw valueError("day is out of range for month");
  made.setUTCFullYear(y, m - 1, d);
}

/** `made` with other parts: hour, minute, second, microsecond (of which JavaScript keeps thousandths of a second). */
function setTime(made: Date, [hour, minute, second, microsecond]: Parts): void {
  made.setUTCHours(
    part(hour, made.getUTCHours(), "hour", 0, 23),
    part(minute, made.getUTCMinutes(), "minute", 0, 59),
    part(second, made.getUTCSeconds(), "second", 0, 59),
    Math.floor(part(microsecond, made.getUTCMilliseconds() * 1000, "microsecond", 0, 999_999) / 1000),
  );
}

function checkValid(self: Date): void {
  if (Number.isNaN(self.getTime())) throw new PythonError("ValueError", "Invalid Date");
}

function ordinal(self: Date): number {
  return Math.floor(self.getTime() / DAY) + EPOCH_ORDINAL;
}

/** Methods that raise ValueError for an invalid date. */
function valid(methods: Readonly<Record<string, Method>>): MethodTable {
  const checked: Record<string, Method> = {};
  for (const [name, plain] of Object.entries(methods)) {
    const call = plain as (self: Date, ...args: unknown[]) => unknown;
    const made = (self: Date, ...args: unknown[]): unknown => {
      checkValid(self);
      return call(self, ...args);
    };
    checked[name] = withSignature(made, signatureOf(call) ?? { parameters: [] });
  }
  return tableOf(checked);
}

const none = method("", () => null);

const dayMethods = {
  ctime: method("", (self: Date) => strftime(self, "%a %b %e %H:%M:%S %04Y")),
  isocalendar: method("", isoCalendar),
  isoweekday: method("", (self: Date) => self.getUTCDay() || 7),
  strftime: keywordMethod("format", format),
  toordinal: method("", ordinal),
  weekday: method("", (self: Date) => (self.getUTCDay() + 6) % 7),
};

const zoneMethods = { dst: none, tzname: none, utcoffset: none };

const datetimeMethods = valid({
  ...dayMethods,
  ...zoneMethods,
  date: method("", (self: Date) => new DateOnly(Math.floor(self.getTime() / DAY) * DAY)),
  isoformat: keywordMethod("sep? timespec?", isoDateTime),
  replace: keywordMethod("year? month? day? hour? minute? second? microsecond?", (self: Date, ...parts: unknown[]) => {
    const made = new Date(self.getTime());
    setDay(made, parts);
    setTime(made, parts.slice(3));
    return made;
  }),
  time: method("", (self: Date) => new TimeOnly(self.getTime())),
  timestamp: method("", (self: Date) => float(self.getTime() / 1000)),
});

const dateMethods = valid({
  ...dayMethods,
  isoformat: method("", (self: Date) => dateText(self)),
  replace: keywordMethod("year? month? day?", (self: Date, ...parts: unknown[]) => {
    const made = new DateOnly(self.getTime());
    setDay(made, parts);
    return made;
  }),
});

const timeMethods = valid({
  ...zoneMethods,
  isoformat: keywordMethod("timespec?", isoTime),
  replace: keywordMethod("hour? minute? second? microsecond?", (self: Date, ...parts: unknown[]) => {
    const made = new TimeOnly(self.getTime());
    setTime(made, parts);
    return made;
  }),
  strftime: keywordMethod("format", format),
});

/** The methods of what a Date stands for. */
export function dateTable(self: Date): MethodTable {
  if (self instanceof DateOnly) return dateMethods;
  return self instanceof TimeOnly ? timeMethods : datetimeMethods;
}

const DAY_MEMBERS: Readonly<Record<string, (self: Date) => number>> = {
  year: self => self.getUTCFullYear(),
  month: self => self.getUTCMonth() + 1,
  day: self => self.getUTCDate(),
};

const TIME_MEMBERS: Readonly<Record<string, (self: Date) => number | null>> = {
  hour: self => self.getUTCHours(),
  minute: self => self.getUTCMinutes(),
  second: self => self.getUTCSeconds(),
  microsecond: self => self.getUTCMilliseconds() * 1000,
  tzinfo: () => null,
  fold: () => 0,
};

function memberIn(table: Readonly<Record<string, (self: Date) => unknown>>, self: Date, name: string): unknown {
  return Object.hasOwn(table, name) ? table[name]?.(self) : undefined;
}

/** `date.year` and its like; JavaScript's undefined for other names. */
export function datetimeMember(self: Date, name: string): unknown {
  const day = self instanceof TimeOnly ? undefined : memberIn(DAY_MEMBERS, self, name);
  return day === undefined && !(self instanceof DateOnly) ? memberIn(TIME_MEMBERS, self, name) : day;
}
