// The app tier's status as Prometheus metrics. Their names are an interface: docs/monitoring.md lists them.
import type { AppStatus, LoadTotal, TaskStatus, WorkerStatus } from "@seatstack/shared/control/protocol";
import { Exposition, single, type Sample } from "./exposition.ts";

const STATES: readonly AppStatus["state"][] = ["starting", "running", "reloading", "resting", "stopping", "failing"];
const WORKER_STATES: readonly WorkerStatus["state"][] = ["starting", "ready", "draining", "stopping"];
/** Known from the start, so that a rate sees the first of each. */
const CAUSES = ["boot", "crash", "max_requests", "max_rss", "oom", "signal", "stuck_thread", "timeout"] as const;

/** Everything in one scrape; units are seconds and bytes. */
export function renderMetrics(status: AppStatus): string {
  const text = new Exposition();
  tier(text, status);
  processes(text, status);
  web(text, status);
  threads(text, status);
  front(text, status);
  tasks(text, status.tasks);
  return text.toString();
}

function tier(text: Exposition, status: AppStatus): void {
  const build = { version: status.version, node: process.versions.node };
  text.gauge("seatstack_app_build_info", "Always 1; the labels say what runs.", [[build, 1]]);
  text.gauge("seatstack_app_uptime_seconds", "Since the arbiter started.", single(status.uptime / 1000));
  text.gauge(
    "seatstack_app_state",
    "1 for the state that the app tier is in, else 0.",
    STATES.map(state => [{ state }, Number(state === status.state)]),
  );
  text.gauge("seatstack_app_generation", "Number of the generation that is wanted.", single(status.generation));
  text.gauge(
    "seatstack_app_last_reload_failed",
    "1 while the last reload or boot is one that failed.",
    single(Number(status.lastError !== undefined && status.crashed !== true)),
  );
  text.gauge("seatstack_app_workers_target", "Web workers wanted.", single(status.target));
  const web = status.workers.filter(({ kind }) => kind === "web");
  text.gauge(
    "seatstack_app_workers",
    "Web workers that exist, by state.",
    WORKER_STATES.map(state => [{ state }, web.filter(worker => worker.state === state).length]),
  );
  const ready = web.filter(({ state }) => state === "ready");
  text.gauge(
    "seatstack_app_slots",
    "Requests that the ready workers can serve at once.",
    single(total(ready, ({ slots }) => slots)),
  );
  text.gauge("seatstack_app_requests_in_flight", "Requests in service at web workers.", single(status.inFlight));
  text.gauge("seatstack_app_requests_queued", "Requests that wait in the front for a slot.", single(status.queued));
  const causes = [...new Set([...CAUSES, ...Object.keys(status.restartsBy)])].toSorted();
  text.counter(
    "seatstack_app_restarts_total",
    "Children that were replaced, by cause.",
    causes.map(cause => [{ cause }, status.restartsBy[cause] ?? 0]),
  );
}

/** Two processes may have one number during a reload: what they use is added up, of what ails them the worst is told. */
function processes(text: Exposition, { pss, workers }: AppStatus): void {
  const byName = Map.groupBy(workers, ({ kind, worker }) => `${kind} ${worker}`);
  const groups = [...byName.values()].map(group => ({
    labels: { kind: group[0]?.kind ?? "web", worker: group[0]?.worker ?? 0 },
    pss: total(group, worker => worker.pss),
    lag: Math.max(...group.map(({ loopLag }) => loopLag)),
    utilization: Math.max(...group.map(({ utilization }) => utilization)),
  }));
  text.gauge("seatstack_app_memory_pss_bytes", "Memory of a process, shared pages in proportion (PSS).", [
    [{ kind: "arbiter", worker: 0 }, pss],
    ...groups.map((group): Sample => [group.labels, group.pss]),
  ]);
  text.gauge(
    "seatstack_app_event_loop_lag_seconds",
    "Worst delay of the event loop in the last second.",
    groups.map(({ labels, lag }) => [labels, lag / 1000]),
  );
  text.gauge(
    "seatstack_app_event_loop_utilization_ratio",
    "Share of the last second that the event loop was busy.",
    groups.map(({ labels, utilization }) => [labels, utilization]),
  );
}

function web(text: Exposition, status: AppStatus): void {
  const loads = ofKind(status, "web");
  text.counter(
    "seatstack_app_requests_total",
    "Requests that a worker began.",
    loads.map(load => [{ worker: load.worker }, load.requests]),
  );
  text.counter(
    "seatstack_app_busy_seconds_total",
    "Time that requests were in service, summed over all of them.",
    loads.map(load => [{ worker: load.worker }, load.busy]),
  );
  text.histogram(
    "seatstack_app_queue_duration_seconds",
    "From a request's arrival at the edge's or front's router to its begin in the worker.",
    loads.map(load => [{ worker: load.worker }, load.queueTime]),
  );
  text.histogram(
    "seatstack_app_response_duration_seconds",
    "From a request's begin in the worker to the last byte of its response.",
    loads.map(load => [{ worker: load.worker }, load.responseTime]),
  );
}

function threads(text: Exposition, status: AppStatus): void {
  const loads = ofKind(status, "web").flatMap(({ worker, threads }) =>
    threads.map(({ slot, requests, busy }) => ({ labels: { worker, thread: slot }, requests, busy })),
  );
  text.counter(
    "seatstack_app_thread_requests_total",
    "Requests that a thread of a worker began.",
    loads.map(({ labels, requests }) => [labels, requests]),
  );
  text.counter(
    "seatstack_app_thread_busy_seconds_total",
    "Time that requests were in service in a thread.",
    loads.map(({ labels, busy }) => [labels, busy]),
  );
}

function front(text: Exposition, status: AppStatus): void {
  const [load] = ofKind(status, "front");
  if (load === undefined) return;
  const inFlight = total(
    status.workers.filter(({ kind }) => kind === "front"),
    worker => worker.inFlight,
  );
  text.counter("seatstack_app_front_requests_total", "Requests that came by `bind`.", single(load.requests));
  text.gauge(
    "seatstack_app_front_requests_in_flight",
    "Requests at the front, queued ones included.",
    single(inFlight),
  );
}

function tasks(text: Exposition, list: readonly TaskStatus[]): void {
  const samples = (value: (task: TaskStatus) => number | undefined): Sample[] =>
    list.flatMap(task => {
      const number = value(task);
      return number === undefined ? [] : [[{ task: task.name }, number] as const];
    });
  text.counter(
    "seatstack_app_task_runs_total",
    "Runs of a task that began.",
    samples(({ runs }) => runs),
  );
  text.counter(
    "seatstack_app_task_failures_total",
    "Runs of a task that failed.",
    samples(({ failures }) => failures),
  );
  text.gauge(
    "seatstack_app_task_running",
    "1 while a task runs.",
    samples(({ state }) => Number(state === "running")),
  );
  text.gauge(
    "seatstack_app_task_last_run_timestamp_seconds",
    "Begin of its last run, Unix time.",
    samples(({ lastRun }) => seconds(lastRun)),
  );
  text.gauge(
    "seatstack_app_task_last_success_timestamp_seconds",
    "End of its last run that did not fail, Unix time.",
    samples(({ lastSuccess }) => seconds(lastSuccess)),
  );
  text.gauge(
    "seatstack_app_task_last_duration_seconds",
    "What its last run took.",
    samples(({ lastDuration }) => seconds(lastDuration)),
  );
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

function ofKind(status: AppStatus, kind: LoadTotal["kind"]): LoadTotal[] {
  return status.totals.filter(load => load.kind === kind);
}

function total<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
