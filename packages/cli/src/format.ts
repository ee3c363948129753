// Numbers for people: sizes, times, counts and plain tables.

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

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/**
 * Lines of a table with two spaces between columns. `paint` gets each padded cell of the body, so that colors do not
 * count as width.
 */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: (text: string, column: number) => string = text => text,
): string {
  const widths = columns.map(({ title }, index) => Math.max(title.length, ...rows.map(row => row[index]?.length ?? 0)));
  const pad = (text: string, index: number): string =>
    columns[index]?.align === "right" ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0);
  const head = columns.map(({ title }, index) => pad(title, index)).join("  ");
  const body = rows.map(row => row.map((cell, index) => paint(pad(cell, index), index)).join("  "));
  return [head, ...body].map(line => `${line.trimEnd()}\n`).join("");
}
