// Debian's nginx as a careful operator sets it up: configuration, start, and the settings in words.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Fixtures } from "../fixtures.ts";
import { probe } from "../probe.ts";
import { freePorts } from "../../helpers/ports.ts";
import { waitFor } from "../processes.ts";
import type { SystemContext } from "./types.ts";

export interface NginxOptions {
  readonly name: string;
  /** Unix sockets of the application's processes. */
  readonly upstreams: readonly string[];
}

export interface RunningNginx {
  readonly pid: number;
  readonly port: number;
  readonly tlsPort: number | undefined;
  readonly settings: readonly string[];
}

/** Starts nginx in the foreground (its pid is the child's) with everything it writes inside the benchmark's folder. */
export async function startNginx(options: NginxOptions, context: SystemContext): Promise<RunningNginx> {
  const dir = join(context.fixtures.dir, options.name);
  mkdirSync(dir);
  const [port = 0, tlsPort = 0] = await freePorts(2);
  const file = join(dir, "nginx.conf");
  writeFileSync(file, nginxConfig({ ...options, dir, port, tlsPort, workers: context.nginxWorkers }, context.fixtures));
  const args = ["-c", file, "-p", dir, "-e", join(dir, "error.log"), "-g", "daemon off;"];
  const started = context.processes.start("nginx", args, { name: options.name });
  await waitFor(started, async () => (await probe(port, "/ok", false)).status === 200);
  const settings = [`nginx: worker_processes ${context.nginxWorkers}, ${WORDS}`];
  return { pid: started.pid, port, tlsPort: context.fixtures.tls === undefined ? undefined : tlsPort, settings };
}

const WORDS =
  "reuseport, sendfile, tcp_nopush, open_file_cache, upstream keepalive 64 and HTTP/1.1, least_conn, keepalive_requests 1e6, " +
  "access log combined to a file (buffer 64k, flush 1s), security headers like the edge's, X-Request-Id, X-Forwarded-*, no gzip, no limits";

interface ConfigOptions extends NginxOptions {
  readonly dir: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly workers: string;
}

/** The whole nginx.conf. keepalive_requests is raised on both sides: at the default of 1000 TLS rounds measure handshakes. */
export function nginxConfig(options: ConfigOptions, fixtures: Fixtures): string {
  const { dir, port, tlsPort, workers, upstreams } = options;
  const user = process.getuid?.() === 0 ? "user root;\n" : "";
  return `${user}worker_processes ${workers};
worker_rlimit_nofile 8192;
pid ${dir}/nginx.pid;
error_log ${dir}/error.log warn;
events { worker_connections 4096; }
http {
  types { text/html html; text/css css; text/javascript js; }
  default_type application/octet-stream;
  charset utf-8;
  client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi;
  uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
  access_log ${dir}/access.log combined buffer=64k flush=1s;
  sendfile on; tcp_nopush on; tcp_nodelay on; server_tokens off; gzip off;
  keepalive_timeout 65; keepalive_requests 1000000;
  open_file_cache max=1000 inactive=60s; open_file_cache_valid 60s;
  upstream app {
    least_conn;
${upstreams.map(path => `    server unix:${path};`).join("\n")}
    keepalive 64; keepalive_requests 1000000; keepalive_timeout 60s;
  }
  server {
    listen 127.0.0.1:${port} reuseport backlog=4096;
${fixtures.tls === undefined ? "" : tlsLines(fixtures.tls, tlsPort)}
${SECURITY_HEADERS}
    location /static/ {
      alias ${fixtures.static}/;
    }
    location / {
      proxy_pass http://app;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Request-Id $request_id;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
    }
  }
}
`;
}

function tlsLines(tls: NonNullable<Fixtures["tls"]>, port: number): string {
  return `    listen 127.0.0.1:${port} ssl reuseport backlog=4096;
    ssl_certificate ${tls.cert}; ssl_certificate_key ${tls.key};
    ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:ssl:10m;`;
}

// What the edge sends by default, so that both sides write heads of about the same size.
const SECURITY_HEADERS = `    add_header X-Request-Id $request_id always;
    add_header Strict-Transport-Security "max-age=31536000" always;
    add_header Content-Security-Policy "default-src 'self'; img-src 'self' data:; style-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'" always;
    add_header X-Content-Type-Options nosniff always;
    add_header Referrer-Policy strict-origin-when-cross-origin always;
    add_header Permissions-Policy "geolocation=(), camera=(), microphone=()" always;
    add_header X-Frame-Options DENY always;
    add_header Cross-Origin-Opener-Policy same-origin always;
    add_header Cross-Origin-Resource-Policy same-origin always;`;
