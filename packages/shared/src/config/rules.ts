// What must be true of the settings beside their types: addresses, and settings that only make sense together.
import { isIP } from "node:net";
import { parseAccessFormat } from "../access-format.ts";
import { didYouMean } from "../suggest.ts";
import { isHostName, isAddressRange } from "./address.ts";
import type { Complaint } from "./explain.ts";
import { checkListeners } from "./listener-rules.ts";
import { isModulePath } from "./normalize.ts";
import type { Config } from "./schema.ts";

/** Whether the setting at `path` was written by somebody, rather than left at its default. */
export type IsSet = (path: readonly PropertyKey[]) => boolean;
export type Complain = (path: readonly PropertyKey[], message: string) => void;

/** Apps inside this program, by the name that `app.module` takes. */
const BUILTIN_APPS = ["seat-tracker"];

/** Every rule that `config` breaks. */
export function checkRules(config: Config, isSet: IsSet): readonly Complaint[] {
  const complaints: Complaint[] = [];
  const complain: Complain = (path, message) => complaints.push({ path, message });
  checkListeners(config, isSet, complain);
  checkTls(config.edge.tls, complain);
  checkRanges(config, complain);
  checkFront(config.app, complain);
  checkHeaders(config.edge.headers, complain);
  checkMounts(config.edge.mounts, complain);
  checkStatic(config.edge.static, complain);
  checkApp(config.app, complain);
  checkSeats(config.seats, complain);
  if (config.log.file === "") complain(["log", "file"], 'must be a file name, or "-" for standard output');
  return complaints;
}

function checkTls(tls: Config["edge"]["tls"], complain: Complain): void {
  const path = ["edge", "tls", "certificates"];
  if (tls.mode === "files" && tls.certificates.length === 0) {
    complain(path, 'is empty, but mode is "files"; add { cert = "….pem", key = "….pem" }');
  }
  if (tls.mode !== "files" && tls.certificates.length > 0) {
    complain(path, `is not used in mode "${tls.mode}"; set edge.tls.mode to "files", or remove it`);
  }
  for (const [index, { cert, key }] of tls.certificates.entries()) {
    if (cert === "") complain([...path, index, "cert"], "must be the path of a PEM file");
    if (key === "") complain([...path, index, "key"], "must be the path of a PEM file");
  }
  if (tls.mode === "self-signed" && tls.names.length === 0) {
    complain(["edge", "tls", "names"], "must name at least one host for the certificate");
  }
  for (const [index, name] of tls.names.entries()) {
    if (isIP(name) === 0 && !isHostName(name.replace(/^\*\./, ""))) {
      complain(["edge", "tls", "names", index], `must be a host name or an address, not ${JSON.stringify(name)}`);
    }
  }
}

function checkRanges({ edge }: Config, complain: Complain): void {
  const lists: [path: string[], ranges: readonly string[]][] = [
    [["edge", "trusted_proxies"], edge.trusted_proxies],
    [["edge", "limits", "allow"], edge.limits.allow],
    [["edge", "limits", "deny"], edge.limits.deny],
  ];
  for (const [path, ranges] of lists) {
    for (const [index, range] of ranges.entries()) {
      if (isAddressRange(range)) continue;
      complain([...path, index], `must be an address or a range such as "10.0.0.0/8", not ${JSON.stringify(range)}`);
    }
  }
}

/** What the app tier's front believes of whom, and what it logs. */
function checkFront(app: Config["app"], complain: Complain): void {
  for (const name of ["forwarded_allow_ips", "proxy_allow_ips"] as const) {
    for (const [index, range] of app[name].entries()) {
      if (range === "*" || isAddressRange(range)) continue;
      const right = 'must be an address, a range such as "10.0.0.0/8", or "*"';
      complain(["app", name, index], `${right}, not ${JSON.stringify(range)}`);
    }
  }
  const { fault } = parseAccessFormat(app.access_log_format);
  if (fault !== undefined) complain(["app", "access_log_format"], fault);
}

/** RFC 9110 §5.5: a field value has no control characters; a line break in one would be another header. */
function checkHeaders(headers: Config["edge"]["headers"], complain: Complain): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      complain(["edge", "headers", name], "must be one line of plain characters, as a header's value is");
    }
  }
}

function checkMounts(mounts: Config["edge"]["mounts"], complain: Complain): void {
  for (const [index, { prefix, upstream }] of mounts.entries()) {
    const path = ["edge", "mounts", index];
    if (originOf(upstream, ["http:", "https:"]) === undefined) {
      complain([...path, "upstream"], 'must be an origin such as "http://127.0.0.1:9000", without path or password');
    }
    if (/[\s?#]|\/\.\.?(\/|$)/.test(prefix)) complain([...path, "prefix"], "must be a plain URL path");
    if (mounts.findIndex(mount => mount.prefix === prefix) < index) {
      complain([...path, "prefix"], `${JSON.stringify(prefix)} is mounted twice`);
    }
  }
}

function checkStatic(roots: Config["edge"]["static"], complain: Complain): void {
  for (const [index, { url, root }] of roots.entries()) {
    const path = ["edge", "static", index];
    if (root === "") complain([...path, "root"], "must be the path of a folder");
    if (/[\s?#]|\/\.\.?(\/|$)/.test(url)) complain([...path, "url"], "must be a plain URL path");
    if (roots.findIndex(other => other.url === url) < index) {
      complain([...path, "url"], `${JSON.stringify(url)} has two folders`);
    }
  }
}

function checkApp(app: Config["app"], complain: Complain): void {
  if (!/^(\/[!-~]*)?$/.test(app.boot_request)) {
    complain(["app", "boot_request"], `must be a path such as "/healthz", or empty, not "${app.boot_request}"`);
  }
  if (!isModulePath(app.module) && !BUILTIN_APPS.includes(app.module)) {
    const suggestion = didYouMean(app.module, BUILTIN_APPS) || ' For a file write "./app.js".';
    complain(["app", "module"], `${JSON.stringify(app.module)} is no built-in app.${suggestion}`);
  }
  for (const [name, value] of Object.entries(app.env)) {
    const path = ["app", "env", name];
    if (!/^[A-Za-z_]\w*$/.test(name)) complain(path, "must be named with letters, digits and underscores");
    if (name.startsWith("SEATSTACK_")) complain(path, "must not start with SEATSTACK_, which is Seatstack's own");
    if (value.includes("\0")) complain(path, "must not hold a NUL character");
  }
}

function checkSeats(seats: Config["seats"], complain: Complain): void {
  if (seats.database !== "" && !/^sqlite:./.test(seats.database)) {
    complain(["seats", "database"], 'must be "sqlite:/path/of/the/file.db", or empty');
  }
  if (originOf(seats.public_url, ["http:", "https:"]) === undefined) {
    complain(
      ["seats", "public_url"],
      'must be an origin such as "https://seats.example.edu", without path or password',
    );
  }
  const { smtp_url: smtp, from } = seats.mail;
  if (smtp !== "" && !/^smtps?:\/\/[^/]/.test(smtp)) {
    complain(["seats", "mail", "smtp_url"], 'must be "smtp://user:password@host:587", "smtps://…", or empty');
  }
  if (!/^[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$/.test(from)) {
    complain(["seats", "mail", "from"], 'must be an address such as "Seats <seats@example.edu>"');
  }
}

/** `text` as a URL of one of the protocols that has nothing but host and port; else undefined. */
function originOf(text: string, protocols: readonly string[]): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !protocols.includes(url.protocol) || url.hostname === "") return undefined;
  const bare =
    url.username === "" && url.password === "" && url.pathname === "/" && url.search === "" && url.hash === "";
  return bare ? url : undefined;
}
