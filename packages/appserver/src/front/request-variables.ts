// %({variable}e)s of an access log: what a WSGI application finds in its environment, as far as there is such a thing here.
import type { AccessRecord } from "./access-record.ts";

const VARIABLES: Readonly<Record<string, (record: AccessRecord) => string | undefined>> = {
  remote_addr: record => record.address,
  request_method: record => record.method,
  raw_uri: record => record.target,
  request_uri: record => record.target,
  path_info: record => pathOf(record.target),
  query_string: record => queryOf(record.target),
  server_protocol: record => (record.version === "" ? undefined : `HTTP/${record.version}`),
  server_name: record => record.exchange?.host.replace(/:\d+$/, ""),
  content_type: record => record.exchange?.header("content-type"),
  content_length: record => record.exchange?.header("content-length"),
  "wsgi.url_scheme": record => record.exchange?.scheme,
  // Ours: what an operator wants to know behind a router.
  request_id: record => record.exchange?.id,
  worker: record => record.exchange?.timing?.workerNumber?.toString(),
  queue_time: record => record.exchange?.timing?.queued.toFixed(3),
};

/** `name` in lower case. Undefined for what the request does not have. */
export function variable(record: AccessRecord, name: string): string | undefined {
  if (Object.hasOwn(VARIABLES, name)) return VARIABLES[name]?.(record);
  return name.startsWith("http_")
    ? record.exchange?.header(name.slice("http_".length).replaceAll("_", "-"))
    : undefined;
}

export function pathOf(target: string): string {
  const query = target.indexOf("?");
  return query < 0 ? target : target.slice(0, query);
}

export function queryOf(target: string): string {
  const query = target.indexOf("?");
  return query < 0 ? "" : target.slice(query + 1);
}
