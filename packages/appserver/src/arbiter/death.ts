// Says in one clear line why a child ended.
import { EXIT } from "@seatstack/shared/errors";
import type { RecycleReason } from "../ipc.ts";
import type { ChildRecord } from "./worker-table.ts";

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why there never was a process, or why the launcher has ended it, if so. */
  readonly reason?: string;
}

/** Why a child was replaced, as `restartsBy` of the status counts it. */
export type RestartCause = "crash" | "timeout" | "oom" | "signal" | "boot" | "stuck_thread" | RecycleReason;

export interface DeathReport {
  readonly cause: RestartCause;
  /** Told to stop, and stopped as told. */
  readonly expected: boolean;
  /** Ended by a signal that it cannot have sent by its own fault. */
  readonly external: boolean;
  readonly message: string;
}

/** Names of children in log lines. */
export const CHILD_NAMES = { web: "worker", front: "front", task: "task worker" } as const;

/** Signals by which a program's own fault ends it; Node aborts with SIGABRT (or SIGTRAP) when the heap is full. */
const FAULTS: ReadonlySet<string> = new Set(["SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP", "SIGSYS"]);

/** What the arbiter knows beside the exit status. */
export interface Circumstances {
  /** Whether its watchdog killed it for a hung loop. Asked only for a SIGKILL. */
  readonly stuck?: () => boolean;
  /** Whether the kernel's OOM killer killed it; undefined where nobody can tell. Asked only for a SIGKILL. */
  readonly outOfMemory?: () => boolean | undefined;
}

export function explainDeath(record: ChildRecord, exit: Exit, circumstances: Circumstances = {}): DeathReport {
  const name = CHILD_NAMES[record.kind];
  const booting = record.readyAt === undefined;
  const report: Report = (message, cause, { expected = false, external = false } = {}) => ({
    expected,
    external,
    cause: booting && !external ? "boot" : cause,
    message: `${name} ${message}`,
  });
  const told = record.stoppedAt !== undefined;
  if (record.killReason !== undefined) {
    return report(`was killed: ${record.killReason}`, "timeout", { expected: told });
  }
  if (exit.code === EXIT.ok && told) return report("stopped", "signal", { expected: true });
  if (record.pid === 0) return report(`could not be started: ${exit.reason ?? "the system refused"}`, "boot");
  if (exit.reason !== undefined) return report(`was killed: ${exit.reason}`, "crash");
  if (exit.signal === "SIGKILL" && circumstances.stuck?.() === true) {
    return report("was killed by its watchdog: the event loop was stuck", "timeout");
  }
  if (exit.signal !== null) return bySignal(record, exit.signal, report, circumstances);
  // The codes of a boot that failed mean nothing once the app has served: it may have chosen any of them.
  if (booting && exit.code === EXIT.appLoad) return report("could not load the app (exit 4)", "crash");
  if (booting && exit.code === EXIT.workerBoot) return report("could not boot (exit 3)", "crash");
  if (exit.code === EXIT.ok) return report("left by itself (exit 0)", "crash");
  return report(booting ? `died while booting (exit ${exit.code})` : `crashed (exit ${exit.code})`, "crash");
}

interface Manner {
  readonly expected?: boolean;
  readonly external?: boolean;
}
type Report = (message: string, cause: RestartCause, manner?: Manner) => DeathReport;

function bySignal(record: ChildRecord, signal: NodeJS.Signals, report: Report, about: Circumstances): DeathReport {
  if (signal === "SIGKILL") return byKill(report, about.outOfMemory?.());
  if (signal === "SIGABRT" || signal === "SIGTRAP") {
    return report(`aborted by ${signal} (JavaScript heap full? standard error has the reason)`, "crash");
  }
  if (FAULTS.has(signal)) return report(`crashed by ${signal}`, "crash");
  return report(`was ended by ${signal}`, "signal", { expected: record.stoppedAt !== undefined, external: true });
}

function byKill(report: Report, outOfMemory: boolean | undefined): DeathReport {
  if (outOfMemory === undefined) {
    return report("was killed by SIGKILL (out of memory, or by hand?)", "signal", { external: true });
  }
  return outOfMemory
    ? report("was killed by the kernel: out of memory", "oom", { external: true })
    : report("was killed by SIGKILL from outside (the kernel counted no kill for memory)", "signal", {
        external: true,
      });
}
