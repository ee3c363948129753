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
  tunnel: time("1h", {
    help: "A WebSocket or other upgraded connection where neither side says anything for this is closed. nginx: proxy_read_timeout, whose 60s surprises everybody.",
  }),
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

const LOCAL = ["127.0.0.1", "::1"];
const addresses = (meta: SettingMeta) =>
  z
    .array(z.string())
    .default(LOCAL)
    .meta({ ...meta });

const app = z.strictObject({
  module: text("seat-tracker", { help: "The built-in app, or the path of yours. gunicorn: wsgi_app." }),
  interface: z.enum(["auto", "application", "fastify", "node", "fetch"]).default("auto").meta({
    help: "What the module exports: our Application, a Fastify plugin, a (req, res) handler or a fetch handler.",
  }),
  hooks: text("", {
    help: "Module with server hooks (when_ready, post_fork, …), beside those that the app's own module exports.",
    example: "./hooks.js",
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
  user: text("", {
    help: "User that front, workers and task workers run as, where the arbiter is root. gunicorn: user.",
    change: "restart",
    example: "www-data",
  }),
  group: text("", {
    help: "Their group; empty is the user's own. gunicorn: group.",
    change: "restart",
    example: "www-data",
  }),
  allow_root: flag(false, {
    help: "Whether workers may run as root; otherwise a start as root needs `user`.",
    change: "restart",
  }),
  pidfile: text("", {
    help: "File with the arbiter's pid; empty for none. gunicorn: pidfile.",
    change: "restart",
    example: "/run/seatstack/app.pid",
  }),
  chdir: text("", {
    help: "Working folder of the workers; empty is the arbiter's. gunicorn: chdir.",
    example: "/srv/app",
  }),
  workers: z
    .union([z.literal("auto"), z.int().min(1).max(1024)])
    .default("auto")
    .meta({
      help: "Worker processes. auto: sync (2 x cores) + 1; otherwise one per core, at least 2, at most 12. gunicorn: workers.",
    }),
  worker_class: z.enum(["sync", "async", "threads"]).default("async").meta({
    help: "sync: one request at a time; async: worker_connections at a time on one event loop; threads: `threads` worker_threads with one request each (gthread's place). gunicorn: worker_class.",
  }),
  threads: count(1, 1, 256, {
    help: "Threads of each worker; more than 1 makes worker_class threads, as in gunicorn. gunicorn: threads.",
  }),
  worker_connections: count(1000, 1, 1_000_000, { help: "Slots of an async worker. gunicorn: worker_connections." }),
  timeout: time(
    "30s",
    {
      help: "A worker whose event loop is silent for this is killed and replaced; a request that takes it gets 504. 0: never. gunicorn: timeout.",
    },
    { min: "0s" },
  ),
  graceful_timeout: time("30s", { help: "What a stopping worker has left to finish. gunicorn: graceful_timeout." }),
  boot_timeout: time("30s", { help: "A worker that is not ready after this is killed." }),
  boot_request: text("/", {
    help: "A new worker must answer GET of this path below 500 before a reload lets it replace an old one; empty for none.",
    example: "/healthz",
  }),
  max_requests: count(0, 0, 2 ** 31 - 1, {
    help: "A worker is replaced after so many requests; 0 never. gunicorn: max_requests.",
  }),
  max_requests_jitter: count(0, 0, 2 ** 31 - 1, {
    help: "Up to so many requests more, at random, so that not all are replaced at once. gunicorn: max_requests_jitter.",
  }),
  max_rss: size("0", {
    help: "A worker with more memory of its own (PSS) than this is replaced gracefully; 0 never.",
  }),
  preload_app: flag(false, {
    help: "Load the app once in a probe before any worker starts or is replaced. gunicorn: preload_app.",
  }),
  reload: flag(false, {
    help: "Development: replace the workers when a file of the app changes. gunicorn: reload.",
  }),
  reload_extra_files: list({
    help: "More files and folders that `reload` watches. gunicorn: reload_extra_files.",
    example: ["templates/"],
  }),
  keepalive: time(
    "75s",
    { help: "An idle connection on `bind` is closed after this. 0: behind every answer. gunicorn: keepalive." },
    { min: "0s" },
  ),
  limit_request_line: count(4094, 0, 8190, {
    help: "Longest request line on `bind`, bytes; more is 414. 0: the most, 8190. gunicorn: limit_request_line.",
  }),
  limit_request_fields: count(100, 1, 32_768, {
    help: "Most header fields of a request on `bind`; more is 431. gunicorn: limit_request_fields.",
  }),
  limit_request_field_size: count(8190, 0, 65_536, {
    help: "Longest header field on `bind`, bytes; more is 431. 0: the most, 65536. gunicorn: limit_request_field_size.",
  }),
  limit_request_body: size("100m", { help: "Largest request body on `bind`; more is 413." }, { min: "1" }),
  forwarded_allow_ips: addresses({
    help: 'Addresses or CIDR ranges of proxies in front of `bind` whose X-Forwarded-*, Forwarded and X-Request-Id are believed; "*" is all. Unix sockets always are. gunicorn: forwarded_allow_ips.',
  }),
  proxy_protocol: z.enum(["off", "v1", "v2", "auto"]).default("off").meta({
    help: "Whether every connection on `bind` begins with a PROXY protocol header, and of which version; one without is closed. The address in it is the peer that forwarded_allow_ips is about. gunicorn: proxy_protocol.",
  }),
  proxy_allow_ips: addresses({
    help: 'Addresses or CIDR ranges that may send a PROXY protocol header; "*" is all, Unix sockets always may. gunicorn: proxy_allow_ips.',
  }),
  accesslog: text("", {
    help: "Access log of `bind`: a file, - for standard output, empty for none. gunicorn: accesslog.",
    example: "/var/log/seatstack/app-access.log",
  }),
  access_log_format: text('%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s"', {
    help: "Format of its lines, with gunicorn's atoms. gunicorn: access_log_format.",
  }),
  errorlog: text("-", {
    help: "Where the app tier's own log lines go: a file, or - for standard output. gunicorn: errorlog.",
    change: "restart",
    example: "/var/log/seatstack/app.log",
  }),
  task_workers: count(1, 1, 64, { help: "Processes that the app's tasks are spread over." }),
  admin: text("", {
    help: "`host:port` where Prometheus reads /metrics of the app tier; never public. The Unix socket admin.sock in the run folder always has it.",
    change: "restart",
    example: "127.0.0.1:9465",
  }),
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
