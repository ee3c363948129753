// Every setting of seatstack.toml in one table: type, unit, default, bounds, help, and whether a reload can change it.
import { z } from "zod";
import { rate, size, time, type SettingMeta } from "./fields.ts";

const text = (fallback: string, meta: SettingMeta) =>
  z
    .string()
    .default(fallback)
    .meta({ ...meta });
const flag = (fallback: boolean, meta: SettingMeta) =>
  z
    .boolean()
    .default(fallback)
    .meta({ ...meta });
const count = (fallback: number, min: number, max: number, meta: SettingMeta) =>
  z
    .int()
    .min(min)
    .max(max)
    .default(fallback)
    .meta({ ...meta });
const list = (meta: SettingMeta) =>
  z
    .array(z.string())
    .default([])
    .meta({ ...meta });

const tls = z.strictObject({
  mode: z.enum(["self-signed", "files", "off"]).default("self-signed").meta({
    help: "Where the certificate comes from: made here on first start, read from `certificates`, or no TLS at all.",
  }),
  names: z.array(z.string()).default(["localhost", "127.0.0.1", "::1"]).meta({
    help: "Host names and addresses (subjectAltName) of the self-signed certificate.",
  }),
  certificates: z
    .array(
      z.strictObject({
        cert: z.string().meta({ help: "PEM file with the certificate and its chain." }),
        key: z.string().meta({ help: "PEM file with the private key." }),
      }),
    )
    .default([])
    .meta({
      help: "PEM files for mode files; the first is the default, others are chosen by SNI.",
      example: [{ cert: "/etc/seatstack/fullchain.pem", key: "/etc/seatstack/privkey.pem" }],
    }),
});

const buffers = z.strictObject({
  client_max_body_size: size(
    "1m",
    { help: "Largest request body; more is 413. nginx: client_max_body_size." },
    { min: "1" },
  ),
  client_body_buffer_size: size("128k", { help: "Request body kept in memory; the rest goes to an unlinked file." }),
  proxy_buffer_size: size("1m", {
    help: "Response kept in memory for a slow client; the rest goes to an unlinked file.",
  }),
});

const timeouts = z.strictObject({
  client_header: time("10s", {
    help: "From the first byte of a request to the end of its head. nginx: client_header_timeout.",
  }),
  client_body: time("30s", {
    help: "Longest silence between two reads of a request body. nginx: client_body_timeout.",
  }),
  send: time("30s", { help: "Longest silence between two writes to the client. nginx: send_timeout." }),
  keepalive: time("65s", { help: "An idle client connection is closed after this. nginx: keepalive_timeout." }),
  upstream: time("30s", {
    help: "From the dispatch to a worker to its response head; then 504. nginx: proxy_read_timeout.",
  }),
  queue: time("10s", { help: "Longest wait for a free slot; then 503 with Retry-After." }),
  handshake: time("10s", { help: "Longest TLS handshake." }),
  stop: time("30s", { help: "A graceful stop of the edge cuts what is left after this." }),
});

const limits = z.strictObject({
  enabled: flag(true, { help: "Whether the per-address rate limit applies." }),
  rate: rate("20/s", { help: "Steady requests per client address (IPv6: per /64). nginx: limit_req rate." }),
  burst: count(40, 0, 1_000_000, {
    help: "Requests above the rate that pass at once. nginx: limit_req burst, nodelay.",
  }),
  connections: count(64, 1, 65_535, { help: "Open connections per client address. nginx: limit_conn." }),
  allow: list({ help: "Addresses or CIDR ranges that no limit applies to.", example: ["127.0.0.1", "::1"] }),
  deny: list({ help: "Addresses or CIDR ranges that get 403. nginx: deny.", example: ["203.0.113.0/24"] }),
});

const headers = z.strictObject({
  hsts: text("max-age=31536000", { help: "Strict-Transport-Security on HTTPS responses; empty sends none." }),
  content_security_policy: text(
    "default-src 'self'; img-src 'self' data:; style-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
    { help: "Content-Security-Policy where the app sets none; empty sends none." },
  ),
  referrer_policy: text("strict-origin-when-cross-origin", { help: "Referrer-Policy; empty sends none." }),
  permissions_policy: text("geolocation=(), camera=(), microphone=()", {
    help: "Permissions-Policy; empty sends none.",
  }),
  frame_options: text("DENY", { help: "X-Frame-Options; empty sends none." }),
});

const mount = z.strictObject({
  prefix: z
    .string()
    .startsWith("/", "must start with /")
    .meta({ help: "URL prefix, for example /api/. nginx: location." }),
  upstream: z.string().meta({ help: "http:// or https:// origin of the other service. nginx: proxy_pass." }),
  strip_prefix: flag(false, { help: "Whether the prefix is taken off before the request is passed on." }),
});

const staticRoot = z.strictObject({
  url: z
    .string()
    .regex(/^\/(?:.*\/)?$/, "must start and end with /")
    .meta({ help: "URL prefix, for example /static/." }),
  root: z.string().meta({ help: "Folder; nothing outside it, no dotfile and no escaping symlink is ever served." }),
  immutable: flag(false, { help: "Send `Cache-Control: immutable`: the names are fingerprinted." }),
  fall_through: flag(false, { help: "Ask the app where there is no such file, not 404. nginx: try_files $uri @app." }),
});

const edge = z.strictObject({
  http: text("0.0.0.0:8080", {
    help: "Plain HTTP listener, `host:port`; empty for none. Redirects where HTTPS is on.",
    change: "restart",
  }),
  https: text("0.0.0.0:8443", { help: "HTTPS listener, `host:port`; empty for none.", change: "restart" }),
  redirect: flag(true, { help: "Whether plain HTTP answers 308 to HTTPS when TLS is on." }),
  threads: z
    .union([z.literal("auto"), z.int().min(1).max(64)])
    .default("auto")
    .meta({
      help: "Event loops that serve clients. auto: half the cores, at least 1. nginx: worker_processes.",
      change: "restart",
    }),
  backlog: count(4096, 1, 65_535, { help: "Listen backlog. nginx: listen backlog.", change: "restart" }),
  connections: count(8192, 1, 1_000_000, { help: "Open client connections in total. nginx: worker_connections." }),
  queue: count(4096, 1, 1_000_000, { help: "Requests waiting for a free slot, per thread; more is 503." }),
  trusted_proxies: list({
    help: "Addresses or CIDR ranges whose X-Forwarded-* is believed. nginx: set_real_ip_from.",
    example: ["10.0.0.0/8"],
  }),
  admin: text("127.0.0.1:9464", {
    help: "Prometheus /metrics listener; never public; empty for none.",
    change: "restart",
  }),
  tls: tls.prefault({}),
  buffers: buffers.prefault({}),
  timeouts: timeouts.prefault({}),
  limits: limits.prefault({}),
  headers: headers.prefault({}),
  static: z
    .array(staticRoot)
    .default([])
    .meta({
      help: "Folders that the edge serves itself. nginx: root, alias.",
      example: [{ url: "/files/", root: "/srv/files" }],
    }),
  mounts: z
    .array(mount)
    .default([])
    .meta({
      help: "URL prefixes that go to other HTTP services. nginx: location with proxy_pass.",
      example: [{ prefix: "/wiki/", upstream: "http://127.0.0.1:9000" }],
    }),
});

const app = z.strictObject({
  module: text("seat-tracker", { help: "The built-in app, or the path of yours. gunicorn: wsgi_app." }),
  interface: z.enum(["auto", "application", "fastify", "node", "fetch"]).default("auto").meta({
    help: "What the module exports: our Application, a Fastify plugin, a (req, res) handler or a fetch handler.",
  }),
  bind: list({
    help: "Public HTTP/1.1 sockets of the front: `unix:/path` or `host:port`. Default: app.sock in the run folder. gunicorn: bind.",
    change: "restart",
    example: ["127.0.0.1:8000"],
  }),
  backlog: count(2048, 1, 65_535, { help: "Listen backlog of `bind`. gunicorn: backlog.", change: "restart" }),
  umask: z
    .int()
    .min(0)
    .max(0o777)
    .default(0o007)
    .meta({ help: "umask of sockets and files. gunicorn: umask.", change: "restart", octal: true }),
  workers: z
    .union([z.literal("auto"), z.int().min(1).max(1024)])
    .default("auto")
    .meta({
      help: "Worker processes. auto: sync (2 x cores) + 1; otherwise one per core, at least 2, at most 12. gunicorn: workers.",
    }),
  worker_class: z
    .enum(["sync", "async"])
    .default("async")
    .meta({ help: "sync: one request at a time; async: worker_connections at a time. gunicorn: worker_class." }),
  worker_connections: count(1000, 1, 1_000_000, { help: "Slots of an async worker. gunicorn: worker_connections." }),
  timeout: time("30s", {
    help: "A worker whose event loop is silent for this is killed and replaced; a request that takes it gets 504. gunicorn: timeout.",
  }),
  graceful_timeout: time("30s", { help: "What a stopping worker has left to finish. gunicorn: graceful_timeout." }),
  boot_timeout: time("30s", { help: "A worker that is not ready after this is killed." }),
  keepalive: time("75s", { help: "An idle connection on `bind` is closed after this. gunicorn: keepalive." }),
  env: z
    .record(z.string(), z.string())
    .default({})
    .meta({ help: "Environment variables for the workers. gunicorn: raw_env.", secret: true, example: { TZ: "UTC" } }),
});

const mail = z.strictObject({
  smtp_url: text("", {
    help: "smtp:// or smtps:// URL of the mail server; empty writes .eml files into the state folder.",
    secret: true,
  }),
  from: text("Seatstack <seats@localhost>", { help: "From address of every message." }),
});

const seats = z.strictObject({
  database: text("", { help: "`sqlite:/path`; empty is seats.db in the state folder.", secret: true }),
  public_url: text("https://localhost:8443", {
    help: "Origin that links in messages start with; never taken from a request.",
  }),
  demo_seed: count(1, 0, 2 ** 31 - 1, { help: "Seed of the simulated university." }),
  poll_interval: time("15s", { help: "How often the demo source is read." }),
  mail: mail.prefault({}),
});

const log = z.strictObject({
  level: z
    .enum(["debug", "info", "warn", "error", "silent"])
    .default("info")
    .meta({ help: "Least severity that is logged. gunicorn: loglevel." }),
  access: z.enum(["json", "combined", "off"]).default("combined").meta({
    help: "One line per request at the edge: JSON, nginx's combined with request id and times, or none.",
    change: "restart",
  }),
  file: text("-", { help: "Access log file; - is standard output. nginx: access_log.", change: "restart" }),
});

export const configSchema = z.strictObject({
  edge: edge.prefault({}),
  app: app.prefault({}),
  seats: seats.prefault({}),
  log: log.prefault({}),
});

/** The validated settings: sizes in bytes, times in milliseconds, rates per second. */
export type Config = z.output<typeof configSchema>;
