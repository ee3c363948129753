// One request's half of the helpers: its request, session and g, and renders in which templates see them.
import { AppGlobals } from "./app-globals.ts";
import { flash, type Session } from "./flashes.ts";
import { FlaskRequest, type RequestFacts } from "./request.ts";
import type { UrlFor, UrlPlace } from "./url-for.ts";

type Variables = Readonly<Record<string, unknown>>;

interface Renderable {
  render(context?: Variables): string;
}

/** What the helpers need of an environment. */
export interface FlaskEnvironment {
  readonly globals: Map<string, unknown>;
  getTemplate(name: string): Renderable;
  selectTemplate(names: readonly string[]): Renderable;
  fromString(source: string): Renderable;
}

/** A request, and what the app keeps for it. */
export interface ScopeFacts extends RequestFacts {
  /** The session as loaded; templates and `flash` change it, the app saves it. */
  readonly session?: Session;
  /** What the app keeps for this request. */
  readonly g?: Variables;
}

/** What the app's half lends. */
export interface ScopeParts {
  readonly environment: FlaskEnvironment;
  readonly name: string;
  readonly contextProcessors: readonly ((scope: FlaskScope) => Variables)[];
  readonly urlFor: UrlFor;
  during<T>(scope: FlaskScope, work: () => T): T;
}

/** One request's helpers. Renders are synchronous, so scopes never meet. */
export class FlaskScope {
  readonly request: FlaskRequest;
  readonly session: Session;
  readonly g: AppGlobals;
  readonly #parts: ScopeParts;

  /** Made by `Flask.begin`. */
  constructor(facts: ScopeFacts, parts: ScopeParts) {
    this.request = new FlaskRequest(facts);
    this.session = facts.session ?? {};
    this.g = new AppGlobals(parts.name, facts.g);
    this.#parts = parts;
  }

  /** `render_template`: of several names the first that there is. What a template raises passes through. */
  renderTemplate(name: string | readonly string[], context: Variables = {}): string {
    const { environment } = this.#parts;
    return this.#render(
      () => (typeof name === "string" ? environment.getTemplate(name) : environment.selectTemplate(name)),
      context,
    );
  }

  /** `render_template_string`. */
  renderTemplateString(source: string, context: Variables = {}): string {
    return this.#render(() => this.#parts.environment.fromString(source), context);
  }

  /** `url_for` as this request's templates have it. */
  urlFor(endpoint: string, values: Variables = {}): string {
    return this.#parts.during(this, () => this.#parts.urlFor(endpoint, new Map(Object.entries(values))));
  }

  /** Puts a message into the session, for the page that shows it. */
  flash(message: string, category?: string): void {
    flash(this.session, message, category);
  }

  /** What URLs of this request depend on. */
  place(): UrlPlace {
    const { scheme, host, root_path: rootPath, blueprint, method } = this.request;
    return { scheme, host, rootPath, blueprint, method, external: false };
  }

  /** What the app gives wins over what context processors give, and that over Flask's own. */
  #render(template: () => Renderable, context: Variables): string {
    return this.#parts.during(this, () => {
      const own = { g: this.g, request: this.request, session: this.session };
      const added = this.#parts.contextProcessors.map(process => process(this));
      return template().render(Object.assign(own, ...added, context));
    });
  }
}
