// Text that is safe to print under autoescape (markupsafe.Markup).

/** Immutable. */
export class Markup {
  readonly #text: string;

  constructor(text = "") {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  toJSON(): string {
    return this.#text;
  }

  /** For other engines that know markupsafe's protocol. */
  __html__(): string {
    return this.#text;
  }
}

/** Marks `text` as safe without looking at it. */
export function markup(text: string): Markup {
  return new Markup(text);
}

/** Whether a value is safe text. */
export function isMarkup(value: unknown): value is Markup {
  return value instanceof Markup;
}

/** The text of a str or a Markup; `undefined` for all else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return value instanceof Markup ? value.toString() : undefined;
}
