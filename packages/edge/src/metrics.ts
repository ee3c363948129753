// The zone's numbers as Prometheus text (exposition format 0.0.4).
import type { CounterName, HistogramName, Zone } from "@seatstack/shared/zone/types";

export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const COUNTERS: readonly (readonly [name: string, help: string, counter: CounterName])[] = [
  ["seatstack_edge_rate_limited_total", "Requests answered 429.", "rate_limited"],
  ["seatstack_edge_connections_accepted_total", "Client connections accepted.", "connections_accepted"],
  ["seatstack_edge_connections_refused_total", "Client connections over a cap, closed.", "connections_refused"],
  ["seatstack_edge_response_bytes_total", "Response body bytes.", "bytes_out"],
  ["seatstack_edge_upstream_requests_total", "Requests handed to the router.", "upstream_requests"],
  ["seatstack_edge_upstream_retries_total", "Requests tried at another worker.", "upstream_retries"],
  ["seatstack_edge_upstream_failures_total", "Requests that no worker answered.", "upstream_failures"],
  ["seatstack_edge_queue_full_total", "Requests answered 503 because the queue was full.", "queue_full"],
  ["seatstack_edge_queue_timeout_total", "Requests answered 503 after waiting for a slot.", "queue_timeout"],
  ["seatstack_edge_static_requests_total", "Requests answered from files.", "static_requests"],
  ["seatstack_edge_mount_requests_total", "Requests passed to a mount.", "mount_requests"],
  ["seatstack_edge_tls_handshakes_total", "TLS handshakes completed.", "tls_handshakes"],
  ["seatstack_edge_tls_failures_total", "TLS handshakes that failed.", "tls_failures"],
];

const CLASSES: readonly (readonly [label: string, counter: CounterName])[] = [
  ["1xx", "requests_1xx"],
  ["2xx", "requests_2xx"],
  ["3xx", "requests_3xx"],
  ["4xx", "requests_4xx"],
  ["5xx", "requests_5xx"],
  ["499", "requests_499"],
];

const HISTOGRAMS: readonly (readonly [name: string, help: string, histogram: HistogramName])[] = [
  ["seatstack_edge_request_duration_seconds", "From the request's head to the end of its response.", "request"],
  ["seatstack_edge_queue_duration_seconds", "Waiting for a free slot.", "queue"],
  ["seatstack_edge_upstream_duration_seconds", "From a worker taking a request to its response's head.", "upstream"],
];

/** All requests answered so far. */
export function requestTotal(zone: Zone): number {
  return CLASSES.reduce((sum, [, counter]) => sum + zone.counter(counter), 0);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Every metric, each with HELP and TYPE. */
export function renderMetrics(zone: Zone, threadRestarts: number): string {
  const lines: string[] = [];
  const add = (name: string, type: string, help: string, samples: readonly string[]) => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples);
  };
  const requests = CLASSES.map(
    ([label, counter]) => `seatstack_edge_requests_total{class="${label}"} ${zone.counter(counter)}`,
  );
  add("seatstack_edge_requests_total", "counter", "Requests by class of status; 499 is a client that left.", requests);
  for (const [name, help, counter] of COUNTERS) add(name, "counter", help, [`${name} ${zone.counter(counter)}`]);
  const restarts = "seatstack_edge_thread_restarts_total";
  add(restarts, "counter", "Edge threads that died and were replaced.", [`${restarts} ${threadRestarts}`]);
  for (const [name, help, value] of gaugesOf(zone)) add(name, "gauge", help, [`${name} ${value}`]);
  for (const [name, help, histogram] of HISTOGRAMS) add(name, "histogram", help, histogramLines(zone, name, histogram));
  return `${lines.join("\n")}\n`;
}

function gaugesOf(zone: Zone): (readonly [name: string, help: string, value: number])[] {
  return [
    ["seatstack_edge_connections", "Open client connections.", zone.connections.total],
    ["seatstack_edge_queued", "Requests waiting for a free slot.", sum(zone.gauges("queued"))],
    ["seatstack_edge_slots_in_use", "Requests at workers.", sum(zone.gauges("in_flight"))],
    ["seatstack_edge_endpoints_usable", "Endpoints that a thread may use, least over threads.", usable(zone)],
  ];
}

/** Each thread has its own links: the endpoints of the whole edge are what the worst off can use. */
export function usable(zone: Zone): number {
  const values = zone.gauges("usable_endpoints").slice(1);
  return values.length === 0 ? 0 : Math.min(...values);
}

function histogramLines(zone: Zone, name: string, histogram: HistogramName): string[] {
  const snapshot = zone.histogram(histogram);
  let below = 0;
  const lines = snapshot.bounds.map((bound, index) => {
    below += snapshot.counts[index] ?? 0;
    const le = Number.isFinite(bound) ? String(bound / 1000) : "+Inf";
    return `${name}_bucket{le="${le}"} ${below}`;
  });
  return [...lines, `${name}_sum ${snapshot.sum / 1000}`, `${name}_count ${snapshot.count}`];
}
