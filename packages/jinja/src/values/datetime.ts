// How Python spells the datetime that a JavaScript Date stands for: naive, in UTC.

/** Milliseconds. */
export const DAY = 86_400_000;
const FIRST_OF_1900 = Date.UTC(1900, 0, 1);

/** "07". */
export function two(n: number): string {
  return String(n).padStart(2, "0");
}

function isValid(date: Date): boolean {
  return !Number.isNaN(date.getTime());
}

/** Python's date: a Date at midnight. */
export class DateOnly extends Date {}

/** Python's time: a Date on the first day of 1900, which strftime prints. */
export class TimeOnly extends Date {
  /** Milliseconds since midnight; of a Date the days are left out. */
  constructor(milliseconds: number) {
    super(FIRST_OF_1900 + (((milliseconds % DAY) + DAY) % DAY));
  }
}

/** "07:08:09", with microseconds where there are any. */
export function timeText(date: Date): string {
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const thousandths = date.getUTCMilliseconds();
  return thousandths === 0 ? time : `${time}.${String(thousandths).padStart(3, "0")}000`;
}

/** `str(datetime)`: "2024-05-06 07:08:09"; only one part for a date or time. */
export function dateText(date: Date): string {
  if (!isValid(date)) return "Invalid Date";
  if (date instanceof TimeOnly) return timeText(date);
  const day = `${String(date.getUTCFullYear()).padStart(4, "0")}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  return date instanceof DateOnly ? day : `${day} ${timeText(date)}`;
}

/** `repr(datetime)`: seconds and microseconds only where they are not zero. */
export function dateRepr(date: Date): string {
  if (!isValid(date)) return "<Invalid Date>";
  const day = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  if (date instanceof DateOnly) return `datetime.date(${day.join(", ")})`;
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds(), date.getUTCMilliseconds() * 1000];
  while (time.length > 2 && time.at(-1) === 0) time.pop();
  if (date instanceof TimeOnly) return `datetime.time(${time.join(", ")})`;
  return `datetime.datetime(${[...day, ...time].join(", ")})`;
}
