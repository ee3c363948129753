// Flask's template helpers over an environment: url_for, request, session, g, config, flashed messages, CSRF tokens.
import type { ConverterFactory } from "./flask/converters.ts";
import { createGetFlashedMessages } from "./flask/flashes.ts";
import { late } from "./flask/late.ts";
import { type FlaskEnvironment, FlaskScope, type ScopeFacts } from "./flask/scope.ts";
import { createUrlFor, type UrlDefaults, type UrlFor, type UrlPlace } from "./flask/url-for.ts";
import { UrlMap, type UrlRules } from "./flask/url-map.ts";

export { flaskAutoescape } from "./flask/autoescape.ts";
export { BuildError } from "./flask/build-error.ts";
export { flash, type Session } from "./flask/flashes.ts";
export { flaskTojson } from "./flask/json.ts";
export { Headers } from "./flask/headers.ts";
export { type Fields, MultiDict } from "./flask/multi-dict.ts";
export { FlaskRequest, type RequestFacts } from "./flask/request.ts";
export { type FlaskEnvironment, FlaskScope, type ScopeFacts } from "./flask/scope.ts";
export { createUrlFor, type UrlDefaults, type UrlFor, type UrlPlace } from "./flask/url-for.ts";
export { type RuleOptions, UrlMap, type UrlRules } from "./flask/url-map.ts";

/** What the helpers know of an app. */
export interface FlaskOptions {
  readonly environment: FlaskEnvironment;
  /** Endpoints and rules; `static` is added where it is missing. */
  readonly urls: UrlRules;
  /** Converters for rules beside the built-in ones. */
  readonly converters?: Readonly<Record<string, ConverterFactory>>;
  /** "/static" unless told; null: no such endpoint. */
  readonly staticUrlPath?: string | null;
  /** What templates see as `config`. SERVER_NAME, APPLICATION_ROOT and PREFERRED_URL_SCHEME count for URLs outside a request. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The app's name, as `g` prints it. */
  readonly name?: string;
  /** As functions of `@app.url_defaults`. */
  readonly urlDefaults?: UrlDefaults;
  /** `csrf_token()`, as Flask-WTF names it; without it templates have no such function. */
  readonly csrfToken?: (scope: FlaskScope) => string;
  /** As functions of `@app.context_processor`: further variables of every template. */
  readonly contextProcessors?: readonly ((scope: FlaskScope) => Readonly<Record<string, unknown>>)[];
}

/** An app's helpers. One for each environment, whose globals it adds Flask's to. */
export class Flask {
  readonly #options: FlaskOptions;
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #urlFor: UrlFor;
  #current: FlaskScope | undefined;

  /** Throws an Error for a malformed rule. */
  constructor(options: FlaskOptions) {
    this.#options = options;
    this.#config = { DEBUG: false, TESTING: false, SERVER_NAME: null, APPLICATION_ROOT: "/", ...options.config };
    const map = new UrlMap({ ...staticRule(options.staticUrlPath), ...options.urls }, options.converters);
    this.#urlFor = createUrlFor(map, () => this.#current?.place() ?? this.#outside(), options.urlDefaults);
    this.#install(options.environment.globals);
  }

  /** What belongs to one request. */
  begin(facts: ScopeFacts): FlaskScope {
    const { environment, name = "app", contextProcessors = [] } = this.#options;
    return new FlaskScope(facts, {
      environment,
      name,
      contextProcessors,
      urlFor: this.#urlFor,
      during: (scope, work) => this.#during(scope, work),
    });
  }

  /** For the app's own code; outside a request with scheme and host, for which the config needs SERVER_NAME. */
  urlFor(endpoint: string, values: Readonly<Record<string, unknown>> = {}): string {
    return this.#urlFor(endpoint, new Map(Object.entries(values)));
  }

  #install(globals: Map<string, unknown>): void {
    const { csrfToken } = this.#options;
    globals.set("url_for", this.#urlFor);
    globals.set(
      "get_flashed_messages",
      createGetFlashedMessages(() => this.#scope()),
    );
    globals.set("config", this.#config);
    globals.set(
      "request",
      late(() => this.#scope().request),
    );
    globals.set(
      "session",
      late(() => this.#scope().session),
    );
    globals.set(
      "g",
      late(() => this.#scope().g),
    );
    if (csrfToken !== undefined) globals.set("csrf_token", () => csrfToken(this.#scope()));
  }

  /** Rendering is synchronous: nobody else runs in between. */
  #during<T>(scope: FlaskScope, work: () => T): T {
    const before = this.#current;
    this.#current = scope;
    try {
      return work();
    } finally {
      this.#current = before;
    }
  }

  #scope(): FlaskScope {
    if (this.#current !== undefined) return this.#current;
    throw new Error("no request is being answered: render by the scope that Flask.begin() returns");
  }

  /** The place of URLs outside a request. */
  #outside(): UrlPlace {
    const { SERVER_NAME: host, APPLICATION_ROOT: root, PREFERRED_URL_SCHEME: scheme } = this.#config;
    if (typeof host !== "string") {
      throw new Error("cannot build URLs outside a request without SERVER_NAME in the config");
    }
    const rootPath = typeof root === "string" ? root : "/";
    const used = typeof scheme === "string" ? scheme : "http";
    return { scheme: used, host, rootPath, blueprint: null, method: null, external: true };
  }
}

function staticRule(path: string | null = "/static"): UrlRules {
  return path === null ? {} : { static: `${path.replace(/\/+$/, "")}/<path:filename>` };
}
