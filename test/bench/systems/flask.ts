// System (a): nginx, gunicorn, Flask.
import { join } from "node:path";
import { startNginx } from "./nginx.ts";
import type { System, SystemContext } from "./types.ts";

/** Debian's gunicorn and Flask: 2 workers of 2 threads on one Unix socket. */
export async function startFlask(context: SystemContext): Promise<System> {
  const socket = join(context.fixtures.dir, "flask.sock");
  const folder = join(import.meta.dirname, "../apps");
  // keep-alive longer than nginx's upstream keepalive_timeout, so that nginx is always the one that closes.
  const args = ["--workers=2", "--threads=2", "--worker-class=gthread", "--keep-alive=75", `--bind=unix:${socket}`];
  const gunicorn = context.processes.start("/usr/bin/gunicorn", [...args, `--pythonpath=${folder}`, "flask_app:app"], {
    name: "gunicorn",
    env: { BENCH_DATA: context.fixtures.data, PYTHONDONTWRITEBYTECODE: "1" },
  });
  const nginx = await startNginx({ name: "nginx-flask", upstreams: [socket] }, context);
  const settings = [
    ...nginx.settings,
    "gunicorn: 2 workers x 2 threads (gthread), Unix socket, keep-alive 75 s, no access log of its own; Flask with Jinja2",
  ];
  const { port, tlsPort } = nginx;
  return { id: "a", name: "nginx + gunicorn + Flask", settings, pids: [nginx.pid, gunicorn.pid], port, tlsPort };
}
