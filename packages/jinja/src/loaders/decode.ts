// Bytes of a template file as text, strictly.
import { valueError } from "../errors.ts";

/** Where the first byte is that UTF-8 forbids. */
function firstInvalid(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  // Decoding a prefix fails (in stream mode: an unfinished character at its end is no failure) from that byte on.
  while (low + 1 < high) {
    const middle = (low + high) >>> 1;
    if (decodes(bytes.subarray(0, middle))) low = middle;
    else high = middle;
  }
  return low;
}

function decodes(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function lineAt(bytes: Uint8Array, offset: number): number {
  return bytes.subarray(0, offset).reduce((lines, byte) => (byte === 0x0a ? lines + 1 : lines), 1);
}

/** Decodes a file. Raises ValueError (Python's UnicodeDecodeError is one) that names the file and the place. */
export function decode(bytes: Uint8Array, encoding: string, path: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    if (!/^utf-?8$/i.test(encoding)) throw valueError(`'${path}' is not valid ${encoding}`);
    const at = firstInvalid(bytes);
    const byte = (bytes[at] ?? 0).toString(16).padStart(2, "0");
    throw valueError(`'${path}' is not valid UTF-8: byte 0x${byte} at offset ${at}, line ${lineAt(bytes, at)}`);
  }
}
