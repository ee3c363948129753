// Numbers for people: sizes, times and counts.

/** `512 B`, `81.2 MB`: binary multiples, as `free -h` shows them. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** The two largest parts: `3d 4h`, `2h 5m`, `1m 0s`, `12s`. Takes milliseconds. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  if (days > 0) return `${days}d ${hours}h`;
  if (hours > 0) return `${hours}h ${minutes}m`;
  if (minutes > 0) return `${minutes}m ${seconds % 60}s`;
  return `${seconds}s`;
}

/** `1,234,567`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Seconds, two digits where they matter: `0.4 ms`, `12 ms`, `1.2 s`, `90 s`. */
export function formatLatency(seconds: number): string {
  const [value, unit] = seconds < 0.9995 ? [seconds * 1000, "ms"] : [seconds, "s"];
  return `${value < 9.95 && value > 0 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** Two of them with the unit once, where it is the same: `0.4/12 ms`, `900 ms/1.2 s`. */
export function formatLatencies(low: number, high: number): string {
  const [first, second] = [formatLatency(low), formatLatency(high)];
  const unit = first.slice(first.indexOf(" "));
  return second.endsWith(unit) ? `${first.slice(0, -unit.length)}/${second}` : `${first}/${second}`;
}

/** How long ago a time was, or how long until it is: `12s ago`, `in 3m 0s`, `now`. */
export function formatMoment(time: number, now: number): string {
  const away = Math.abs(time - now);
  if (away < 1000) return "now";
  return time < now ? `${formatDuration(away)} ago` : `in ${formatDuration(away)}`;
}
