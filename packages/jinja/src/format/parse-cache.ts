// Formats are written in templates, so few of them are used many times: what they say is kept.

const MAX_FORMATS = 256;
/** Longer ones are no formats that somebody wrote. */
const MAX_LENGTH = 256;

/** `parse`, whose answers are kept. Where it raises, the answer is null: the caller parses step by step then. */
export function remembered<T>(parse: (format: string) => T): (format: string) => T | null {
  const kept = new Map<string, T | null>();
  return format => {
    const found = kept.get(format);
    if (found !== undefined) return found;
    if (format.length > MAX_LENGTH) return null;
    let parsed: T | null;
    try {
      parsed = parse(format);
    } catch {
      parsed = null;
    }
    if (kept.size >= MAX_FORMATS) kept.clear();
    kept.set(format, parsed);
    return parsed;
  };
}
