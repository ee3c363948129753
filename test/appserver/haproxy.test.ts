// A real HAProxy in front of `bind`: HTTP mode with option forwardfor, and the PROXY protocol to both binds.
import { writeFileSync } from "node:fs";
import { start } from "../helpers/processes.ts";
import { behindProxy, type ForeignProxy, type ProxyPlan } from "./behind-proxy.ts";

behindProxy(haproxy("HAProxy with the PROXY protocol", ["app.proxy_protocol=auto"], "send-proxy-v2", "send-proxy"));
behindProxy(haproxy("HAProxy with option forwardfor", [], "", ""));

function haproxy(name: string, sets: readonly string[], tcpOption: string, unixOption: string): ForeignProxy {
  return {
    name,
    file: "/usr/sbin/haproxy",
    package: "haproxy",
    sets,
    start: plan => {
      const file = `${plan.dir}/haproxy.cfg`;
      writeFileSync(file, config(plan, tcpOption, unixOption));
      return start("/usr/sbin/haproxy", ["-db", "-f", file]);
    },
  };
}

function config({ overTcp, overUnix, tcp, unix }: ProxyPlan, tcpOption: string, unixOption: string): string {
  return `global
  maxconn 512
defaults
  mode http
  option forwardfor
  option http-keep-alive
  http-reuse safe
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  timeout tunnel 30s
frontend over_tcp
  bind 127.0.0.1:${overTcp}
  default_backend tcp
frontend over_unix
  bind 127.0.0.1:${overUnix}
  default_backend unix
backend tcp
  server app 127.0.0.1:${tcp} ${tcpOption}
backend unix
  server app unix@${unix} ${unixOption}
`;
}
