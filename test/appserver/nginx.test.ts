// A real nginx in front of `bind`, as an operator of gunicorn has it: plain proxy_pass, keepalive, buffering on.
import { mkdirSync, writeFileSync } from "node:fs";
import { start } from "../helpers/processes.ts";
import { behindProxy, type ProxyPlan } from "./behind-proxy.ts";

behindProxy({
  name: "nginx",
  file: "/usr/sbin/nginx",
  package: "nginx-light",
  sets: [],
  start: plan => {
    const file = `${plan.dir}/nginx.conf`;
    mkdirSync(`${plan.dir}/temp`);
    writeFileSync(file, config(plan));
    return start("/usr/sbin/nginx", ["-c", file, "-p", plan.dir, "-e", `${plan.dir}/error.log`, "-g", "daemon off;"]);
  },
});

function config({ dir, overTcp, overUnix, tcp, unix }: ProxyPlan): string {
  const user = process.getuid?.() === 0 ? "user root;\n" : "";
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    name => `  ${name}_temp_path ${dir}/temp/${name};`,
  );
  return `${user}worker_processes 1;
pid ${dir}/nginx.pid;
error_log ${dir}/error.log warn;
events { worker_connections 512; }
http {
${temp.join("\n")}
  access_log off;
  client_max_body_size 20m;
  map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
  upstream tcp { server 127.0.0.1:${tcp}; keepalive 8; }
  upstream unix { server unix:${unix}; keepalive 8; }
${server(overTcp, "tcp")}
${server(overUnix, "unix")}
}
`;
}

function server(port: number, upstream: string): string {
  return `  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://${upstream};
      proxy_http_version 1.1;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Host $http_host;
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Request-Id $request_id;
    }
  }`;
}
