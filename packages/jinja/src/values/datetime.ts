// How Python spells the datetime that a JavaScript Date stands for: naive, in UTC.

function two(n: number): string {
  return String(n).padStart(2, "0");
}

function isValid(date: Date): boolean {
  return !Number.isNaN(date.getTime());
}

/** `str(datetime)`: "2024-05-06 07:08:09", with microseconds where there are any. */
export function dateText(date: Date): string {
  if (!isValid(date)) return "Invalid Date";
  const day = `${String(date.getUTCFullYear()).padStart(4, "0")}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const thousandths = date.getUTCMilliseconds();
  return thousandths === 0 ? `${day} ${time}` : `${day} ${time}.${String(thousandths).padStart(3, "0")}000`;
}

/** `repr(datetime)`: seconds and microseconds only where they are not zero. */
export function dateRepr(date: Date): string {
  if (!isValid(date)) return "<Invalid Date>";
  const parts = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours()];
  parts.push(date.getUTCMinutes(), date.getUTCSeconds(), date.getUTCMilliseconds() * 1000);
  while (parts.length > 5 && parts.at(-1) === 0) parts.pop();
  return `datetime.datetime(${parts.join(", ")})`;
}
