// `request.user_agent`: the header's text. As in Werkzeug nothing is guessed from it.
import { LENGTH, REPR } from "../values/protocol.ts";

const TEXT = Symbol("text");

/** Prints as the header. */
export class UserAgent {
  readonly [TEXT]: string;

  constructor(text: string) {
    this[TEXT] = text;
  }

  get string(): string {
    return this[TEXT];
  }

  get browser(): null {
    return null;
  }

  get platform(): null {
    return null;
  }

  get version(): null {
    return null;
  }

  get language(): null {
    return null;
  }

  [REPR](): string {
    return this[TEXT];
  }

  /** Werkzeug's is false, because it knows no browser. */
  [LENGTH](): number {
    return 0;
  }
}
