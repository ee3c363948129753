// Text for a terminal of a given width: tables that leave out what does not fit, and lines of facts that wrap between them.
import type { Color, Terminal } from "./terminal.ts";

type Paint = Terminal["paint"];

/** Text with its color; plain text has none. */
export type Cell = string | { readonly text: string; readonly color: Color | undefined };

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
  /** What goes first where there is too little room: the greatest number. Without one it stays. */
  readonly expendable?: number;
}

const GAP = 2;

/** Lines with two spaces between columns. Columns that no row has anything in are left out. Colors take no width. */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
  paint: Paint,
): string {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map(row => textOf(row[index] ?? "").length)),
  );
  const shown = chosen(columns, widths, rows, width);
  const line = (cells: readonly Cell[], tint: Paint): string => {
    const end = shown.findLastIndex(index => textOf(cells[index] ?? "") !== "");
    return shown
      .slice(0, end + 1)
      .map((index, place) => {
        const cell = cells[index] ?? "";
        const last = place === end;
        const padded = pad(textOf(cell), widths[index] ?? 0, columns[index]?.align === "right", last);
        const color = typeof cell === "string" ? undefined : cell.color;
        return color === undefined ? padded : tint(color, padded);
      })
      .join(" ".repeat(GAP));
  };
  const head = columns.map(({ title }): Cell => ({ text: title, color: "gray" }));
  return [head, ...rows].map(row => `${line(row, paint)}\n`).join("");
}

/** Facts side by side with two spaces between them; what does not fit goes on below, indented like the first. */
export function factLines(label: string, facts: readonly Cell[], width: number, paint: Paint): string {
  const lines: Cell[][] = [[]];
  let used = label.length;
  for (const fact of facts) {
    const { length } = textOf(fact);
    const line = lines.at(-1) ?? [];
    if (line.length > 0 && used + GAP + length > width) {
      lines.push([fact]);
      used = label.length + length;
    } else {
      used += length + (line.length > 0 ? GAP : 0);
      line.push(fact);
    }
  }
  return lines
    .map((line, index) => {
      const start = index === 0 ? label : " ".repeat(label.length);
      return `${start}${line.map(fact => painted(fact, paint)).join(" ".repeat(GAP))}\n`;
    })
    .join("");
}

/** Sentences broken at spaces, each line indented; one color for all of it. */
export function paragraph(text: string, indent: string, width: number, color: Color | undefined, paint: Paint): string {
  const words = text.split(/\s+/).filter(word => word !== "");
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && indent.length + last.length + 1 + word.length <= width)
      lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines.map(line => `${indent}${painted({ text: line, color }, paint)}\n`).join("");
}

function painted(cell: Cell, paint: Paint): string {
  if (typeof cell === "string") return cell;
  return cell.color === undefined ? cell.text : paint(cell.color, cell.text);
}

function textOf(cell: Cell): string {
  return typeof cell === "string" ? cell : cell.text;
}

/** Nothing is padded where nothing follows. */
function pad(text: string, width: number, right: boolean, last: boolean): string {
  if (right) return text.padStart(width);
  return last ? text : text.padEnd(width);
}

function chosen(
  columns: readonly Column[],
  widths: readonly number[],
  rows: readonly (readonly Cell[])[],
  width: number,
): number[] {
  let shown = columns.map((_, index) => index).filter(index => rows.some(row => textOf(row[index] ?? "") !== ""));
  const total = (): number => shown.reduce((sum, index) => sum + (widths[index] ?? 0) + GAP, -GAP);
  while (total() > width) {
    const rank = (index: number): number => columns[index]?.expendable ?? 0;
    const victim = shown.toSorted((a, b) => rank(b) - rank(a))[0];
    if (victim === undefined || rank(victim) === 0) break;
    shown = shown.filter(index => index !== victim);
  }
  return shown;
}
