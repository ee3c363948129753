// The filter `filesizeformat`: a number of bytes for people.
import { fixed } from "../format/decimal.ts";
import { floatToInt } from "../values/float.ts";
import { toFloat } from "../format/convert.ts";
import { truth } from "../values/truth.ts";

const DECIMAL = ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
const BINARY = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];

/** One digit after the point, as `f"{n:.1f}"`. */
function oneDigit(n: number): string {
  if (Number.isNaN(n)) return "nan";
  if (!Number.isFinite(n)) return n < 0 ? "-inf" : "inf";
  return (n < 0 ? "-" : "") + fixed(Math.abs(n), 1);
}

/** "1 Byte", "999 Bytes", "13.4 kB", with `binary` "13.1 KiB". Raises as Python's float() does. */
export function filesizeformat(value: unknown, binary: unknown = false): string {
  const bytes = toFloat(value);
  const [base, units] = truth(binary) ? [1024, BINARY] : [1000, DECIMAL];
  if (bytes === 1) return "1 Byte";
  if (bytes < base) return `${floatToInt(bytes)} Bytes`;
  // Exact powers: the float next to 10^24 is a little below it.
  const place = units.findIndex((_unit, index) => bytes < BigInt(base) ** BigInt(index + 2));
  const index = place < 0 ? units.length - 1 : place;
  return `${oneDigit((base * bytes) / Number(BigInt(base) ** BigInt(index + 2)))} ${units[index]}`;
}
