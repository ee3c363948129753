// Text for access logs: fields that cannot end a line, and the time, made once a second.

/** As nginx: what could end a field or a line, or drive a terminal, is \xHH. */
export function escapeField(value: string): string {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 0x20 || code >= 0x7f || code === 0x22 || code === 0x5c) return escapeAll(value);
  }
  return value;
}

function escapeAll(value: string): string {
  return value.replace(
    /[^\x20-\x7e]|["\\]/g,
    char => `\\x${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
let cachedSecond = 0;
let cachedTime = "";

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** nginx's $time_local, made once a second. */
export function localTime(): string {
  const now = Date.now();
  const second = Math.floor(now / 1000);
  if (second === cachedSecond) return cachedTime;
  cachedSecond = second;
  const date = new Date(now);
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.trunc(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  const day = `${two(date.getDate())}/${MONTHS[date.getMonth()]}/${date.getFullYear()}`;
  cachedTime = `${day}:${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${zone}`;
  return cachedTime;
}
