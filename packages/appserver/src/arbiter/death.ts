// Says in one clear line why a child ended.
import { EXIT } from "@seatstack/shared/errors";
import type { ChildRecord } from "./worker-table.ts";

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface DeathReport {
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

/** `silent`: it gave no sign of life for longer than `timeout` before. */
export function explainDeath(record: ChildRecord, exit: Exit, silent = false): DeathReport {
  const name = CHILD_NAMES[record.kind];
  const report = (message: string, expected = false, external = false) => ({
    expected,
    external,
    message: `${name} ${message}`,
  });
  if (record.killReason !== undefined)
    return report(`was killed: ${record.killReason}`, record.stoppedAt !== undefined);
  if (record.pid === 0) return report("could not be started");
  if (exit.signal === "SIGKILL" && silent) return report("was killed by its watchdog: the event loop was stuck");
  if (exit.signal !== null) return bySignal(record, exit.signal, report);
  if (exit.code === EXIT.ok && record.stoppedAt !== undefined) return report("stopped", true);
  if (exit.code === EXIT.appLoad) return report("could not load the app (exit 4)");
  if (exit.code === EXIT.workerBoot) return report("could not boot (exit 3)");
  if (exit.code === EXIT.ok) return report("left by itself (exit 0)");
  return report(
    record.readyAt === undefined ? `died while booting (exit ${exit.code})` : `crashed (exit ${exit.code})`,
  );
}

type Report = (message: string, expected?: boolean, external?: boolean) => DeathReport;

function bySignal(record: ChildRecord, signal: NodeJS.Signals, report: Report): DeathReport {
  const told = record.stoppedAt !== undefined;
  if (signal === "SIGKILL") return report("was killed by SIGKILL (out of memory, or by hand?)", false, true);
  if (signal === "SIGABRT" || signal === "SIGTRAP") {
    return report(`aborted by ${signal} (JavaScript heap full? standard error has the reason)`);
  }
  if (FAULTS.has(signal)) return report(`crashed by ${signal}`);
  return report(`was ended by ${signal}`, told, true);
}
