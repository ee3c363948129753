// strftime in Linux's C locale.
import { valueError } from "../errors.ts";
import { checkLength } from "../limits.ts";
import { DAY } from "../values/datetime.ts";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** What a directive makes: a text, or a number with its usual width and padding. */
type Piece = string | { readonly value: number; readonly width: number; readonly pad: "0" | " " };

function zeros(value: number, width = 2): Piece {
  return { value, width, pad: "0" };
}

function blanks(value: number, width = 2): Piece {
  return { value, width, pad: " " };
}

function hour12(date: Date): number {
  return date.getUTCHours() % 12 || 12;
}

/** Day of the year from 0 on. */
function dayOfYear(date: Date): number {
  const start = new Date(date.getTime());
  start.setUTCMonth(0, 1);
  return Math.floor(date.getTime() / DAY) - Math.floor(start.getTime() / DAY);
}

/** The year and week of ISO 8601: a week belongs to the year of its Thursday. */
export function isoWeek(date: Date): { readonly year: number; readonly week: number; readonly day: number } {
  const day = date.getUTCDay() || 7;
  const thursday = new Date((Math.floor(date.getTime() / DAY) + 4 - day) * DAY);
  return { year: thursday.getUTCFullYear(), week: Math.floor(dayOfYear(thursday) / 7) + 1, day };
}

function microseconds(date: Date): string {
  return String(date.getUTCMilliseconds() * 1000).padStart(6, "0");
}

const DIRECTIVES: Readonly<Record<string, (date: Date) => Piece>> = {
  a: date => (DAYS[date.getUTCDay()] as string).slice(0, 3),
  A: date => DAYS[date.getUTCDay()] as string,
  b: date => (MONTHS[date.getUTCMonth()] as string).slice(0, 3),
  B: date => MONTHS[date.getUTCMonth()] as string,
  c: date => format(date, "%a %b %e %H:%M:%S %Y"),
  C: date => zeros(Math.floor(date.getUTCFullYear() / 100), 1),
  d: date => zeros(date.getUTCDate()),
  D: date => format(date, "%m/%d/%y"),
  e: date => blanks(date.getUTCDate()),
  f: microseconds,
  F: date => format(date, "%Y-%m-%d"),
  g: date => zeros(isoWeek(date).year % 100),
  G: date => zeros(isoWeek(date).year, 1),
  h: date => (MONTHS[date.getUTCMonth()] as string).slice(0, 3),
  H: date => zeros(date.getUTCHours()),
  I: date => zeros(hour12(date)),
  j: date => zeros(dayOfYear(date) + 1, 3),
  k: date => blanks(date.getUTCHours()),
  l: date => blanks(hour12(date)),
  m: date => zeros(date.getUTCMonth() + 1),
  M: date => zeros(date.getUTCMinutes()),
  n: () => "\n",
  p: date => (date.getUTCHours() < 12 ? "AM" : "PM"),
  P: date => (date.getUTCHours() < 12 ? "am" : "pm"),
  r: date => format(date, "%I:%M:%S %p"),
  R: date => format(date, "%H:%M"),
  s: date => String(Math.floor(date.getTime() / 1000)),
  S: date => zeros(date.getUTCSeconds()),
  t: () => "\t",
  T: date => format(date, "%H:%M:%S"),
  u: date => zeros(isoWeek(date).day, 1),
  U: date => zeros(Math.floor((dayOfYear(date) + 7 - date.getUTCDay()) / 7)),
  V: date => zeros(isoWeek(date).week),
  w: date => zeros(date.getUTCDay(), 1),
  W: date => zeros(Math.floor((dayOfYear(date) + 7 - ((date.getUTCDay() + 6) % 7)) / 7)),
  x: date => format(date, "%m/%d/%y"),
  X: date => format(date, "%H:%M:%S"),
  y: date => zeros(date.getUTCFullYear() % 100),
  Y: date => zeros(date.getUTCFullYear(), 1),
  z: () => "",
  Z: () => "",
  "%": () => "%",
};

/** The directives that glibc does not take with the modifiers E and O, which say nothing in the C locale. */
const UNMODIFIED: Readonly<Record<string, string>> = { "": "", E: "aAbBdDeFgGhHIjklmMSUVwW", O: "aAcDFxXY" };

function write(piece: Piece, flags: string, width: number): string {
  const text = padded(piece, flags, width);
  return flags.includes("^") ? text.toUpperCase() : text;
}

function padded(piece: Piece, flags: string, width: number): string {
  const flag = /[-_0](?=[^-_0]*$)/.exec(flags)?.[0];
  if (typeof piece === "string") return piece.padStart(width, flag === "0" ? "0" : " ");
  const { value, pad } = piece;
  if (flag === "-") return String(value).padStart(width, " ");
  return String(value).padStart(Math.max(width, piece.width), flag === "_" ? " " : (flag ?? pad));
}

/** `#` swaps the case of names; that of AM and PM is another matter. */
function caseFlags(name: string, flags: string): string {
  return flags.includes("#") && "aAbBh".includes(name) ? `${flags}^` : flags;
}

/** Without flags and width. */
function plain(piece: Piece): string {
  return typeof piece === "string" ? piece : String(piece.value).padStart(piece.width, piece.pad);
}

function directive(
  date: Date,
  whole: string,
  flags: string,
  width: string | undefined,
  modifier: string,
  name: string,
): string {
  const make = DIRECTIVES[name];
  if (whole.length === 2 && make !== undefined) return plain(make(date));
  const size = width === undefined ? 0 : Number(width);
  checkLength(size);
  const known = make !== undefined && UNMODIFIED[modifier]?.includes(name) === false;
  // Python itself writes %f, and only where it stands plain.
  if (!known || name === "f") return write(whole, flags, size);
  if (name === "z") return "";
  const text = write(make(date), caseFlags(name, flags), size);
  return name === "P" || (name === "p" && flags.includes("#")) ? text.toLowerCase() : text;
}

function format(date: Date, text: string): string {
  return text.replace(
    /%([-_0^#]*)([1-9]\d*)?([EO]?)([a-zA-Z%])/g,
    (whole: string, flags: string, width: string | undefined, modifier: string, name: string) =>
      directive(date, whole, flags, width, modifier, name),
  );
}

/** `date` in UTC by a format of C's strftime, with glibc's extensions (`%-d`). Raises ValueError for an invalid date. */
export function strftime(date: Date, text: string): string {
  if (Number.isNaN(date.getTime())) throw valueError("Invalid Date");
  return format(date, text);
}
