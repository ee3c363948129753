// Flask's `request` as templates see it: the same names, the same spelling of addresses.
// No public fields: whatever is no getter or method of the class cannot be reached from a template.
import { REPR, TYPE_NAME } from "../values/protocol.ts";
import { repr } from "../values/text.ts";
import { parseCookies } from "./cookies.ts";
import { type HeaderFields, Headers } from "./headers.ts";
import { type Fields, CombinedMultiDict, MultiDict } from "./multi-dict.ts";
import { decodePath, parseFields, readablePath, readableQuery } from "./quote.ts";
import { UserAgent } from "./user-agent.ts";

/** What the app knows of the request that it answers. */
export interface RequestFacts {
  /** GET unless told. */
  readonly method?: string;
  /** Path and query as the client sent them, below `rootPath`: "/course/CS%202500?open=1". */
  readonly target: string;
  readonly scheme?: "http" | "https";
  /** With the port where it is not the scheme's own. */
  readonly host: string;
  /** Path that the app is mounted at; "" for the root. */
  readonly rootPath?: string;
  readonly endpoint?: string | null;
  /** The rule that led to the endpoint. */
  readonly urlRule?: string | null;
  readonly viewArgs?: Readonly<Record<string, unknown>> | null;
  readonly headers?: HeaderFields;
  /** Fields of the body, where it was a form. */
  readonly form?: Fields;
  readonly remoteAddress?: string | null;
}

const FACTS = Symbol("facts");
const MADE = Symbol("made");

/** Parts that are made when first asked for. */
interface Made {
  args?: MultiDict;
  form?: MultiDict;
  values?: CombinedMultiDict;
  headers?: Headers;
  cookies?: MultiDict;
}

/** A request by Flask's names. */
export class FlaskRequest {
  readonly [FACTS]: RequestFacts;
  readonly [MADE]: Made = {};

  constructor(facts: RequestFacts) {
    this[FACTS] = facts;
  }

  get method(): string {
    return this[FACTS].method ?? "GET";
  }

  get scheme(): string {
    return this[FACTS].scheme ?? "http";
  }

  get is_secure(): boolean {
    return this.scheme === "https";
  }

  /** Without the scheme's own port. */
  get host(): string {
    return this[FACTS].host.replace(this.is_secure ? /:443$/ : /:80$/, "");
  }

  get host_url(): string {
    return `${this.scheme}://${this.host}/`;
  }

  get root_path(): string {
    return (this[FACTS].rootPath ?? "").replace(/\/+$/, "");
  }

  get script_root(): string {
    return this.root_path;
  }

  get root_url(): string {
    return `${this.scheme}://${this.host}${readablePath(this.root_path)}/`;
  }

  get url_root(): string {
    return this.root_url;
  }

  /** Decoded. */
  get path(): string {
    return `/${decodePath(rawPathOf(this[FACTS])).replace(/^\/+/, "")}`;
  }

  get query_string(): string {
    const { target } = this[FACTS];
    const mark = target.indexOf("?");
    return mark === -1 ? "" : target.slice(mark + 1);
  }

  /** The path with its query; the question mark is always there. */
  get full_path(): string {
    return `${this.path}?${this.query_string}`;
  }

  get base_url(): string {
    return this.root_url + readablePath(this.path.slice(1));
  }

  get url(): string {
    const query = this.query_string;
    return query === "" ? this.base_url : `${this.base_url}?${readableQuery(query)}`;
  }

  get endpoint(): string | null {
    return this[FACTS].endpoint ?? null;
  }

  get url_rule(): string | null {
    return this[FACTS].urlRule ?? null;
  }

  get view_args(): Readonly<Record<string, unknown>> | null {
    return this[FACTS].viewArgs ?? null;
  }

  get blueprint(): string | null {
    const dot = this.endpoint?.lastIndexOf(".") ?? -1;
    return dot === -1 ? null : (this.endpoint?.slice(0, dot) ?? null);
  }

  /** The blueprint and those that it is nested in, itself first. */
  get blueprints(): string[] {
    const parts = this.blueprint?.split(".") ?? [];
    return parts.map((_, index) => parts.slice(0, parts.length - index).join("."));
  }

  get args(): MultiDict {
    return (this[MADE].args ??= new MultiDict(parseFields(this.query_string)));
  }

  get form(): MultiDict {
    return (this[MADE].form ??= new MultiDict(this[FACTS].form));
  }

  /** `args`, and for methods that have a body `form`, too. */
  get values(): CombinedMultiDict {
    const hasForm = ["POST", "PUT", "PATCH"].includes(this.method);
    return (this[MADE].values ??= new CombinedMultiDict(hasForm ? [this.args, this.form] : [this.args]));
  }

  get headers(): Headers {
    return (this[MADE].headers ??= new Headers(this[FACTS].headers));
  }

  get cookies(): MultiDict {
    return (this[MADE].cookies ??= new MultiDict(parseCookies(headerOf(this, "cookie") ?? "")));
  }

  get remote_addr(): string | null {
    return this[FACTS].remoteAddress ?? null;
  }

  /** The addresses that proxies tell of, else the client's own. */
  get access_route(): string[] {
    const forwarded = headerOf(this, "x-forwarded-for");
    if (forwarded !== null) return forwarded.split(",").map(address => address.trim());
    return this.remote_addr === null ? [] : [this.remote_addr];
  }

  get referrer(): string | null {
    return headerOf(this, "referer");
  }

  get user_agent(): UserAgent {
    return new UserAgent(headerOf(this, "user-agent") ?? "");
  }

  get content_type(): string | null {
    return headerOf(this, "content-type");
  }

  get content_length(): number | null {
    const length = headerOf(this, "content-length");
    return length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null;
  }

  /** Lower case, without parameters. */
  get mimetype(): string {
    return (this.content_type ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  }

  get is_json(): boolean {
    return this.mimetype === "application/json" || /^application\/.*\+json$/.test(this.mimetype);
  }

  [TYPE_NAME](): string {
    return "flask.wrappers.Request";
  }

  [REPR](): string {
    return `<Request ${repr(this.url)} [${this.method}]>`;
  }
}

function rawPathOf({ target }: RequestFacts): string {
  const mark = target.indexOf("?");
  return mark === -1 ? target : target.slice(0, mark);
}

function headerOf(request: FlaskRequest, name: string): string | null {
  return request.headers.getlist(name)[0] ?? null;
}
