// Response headers, rendered.

/** Headers that are the same for many responses, made once. */
export interface HeaderBlock {
  readonly flat: readonly string[];
  /** As HTTP/1 writes them, each line with its CRLF. */
  readonly text: string;
}

/** Names and values must be valid: nothing looks at them again. */
export function headerBlock(flat: readonly string[]): HeaderBlock {
  return { flat, text: renderHeaders(flat) };
}

export function renderHeaders(flat: readonly string[]): string {
  let text = "";
  for (let i = 0; i < flat.length; i += 2) text += `${flat[i]}: ${flat[i + 1]}\r\n`;
  return text;
}

export const NO_HEADERS = headerBlock([]);
