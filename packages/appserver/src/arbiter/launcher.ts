// Starts a child in its role and turns its life into three callbacks.
import { ROLE_VARIABLE, launchProcess } from "@seatstack/shared/launch";
import { isFromChild } from "../ipc-check.ts";
import type { ChildKind, FromChild, ToChild } from "../ipc.ts";
import type { Exit } from "./death.ts";
import { guardChannel } from "./guarded-channel.ts";
import type { Identity } from "./privileges.ts";

export interface Child {
  /** Undefined where the process could not be started. */
  readonly pid: number | undefined;
  /** Lost without an error when the child is gone. */
  send(message: ToChild): void;
  kill(signal: NodeJS.Signals): void;
}

export interface ChildEvents {
  onMessage(message: FromChild): void;
  /** Exactly once, when the process is reaped or could not be started; nothing follows. */
  onExit(exit: Exit): void;
}

/** What the arbiter starts; a probe loads the app and ends, and is in no table. */
export type LaunchKind = ChildKind | "probe";

export type LaunchChild = (kind: LaunchKind, options: ChildOptions, events: ChildEvents) => Child;

export interface ChildOptions {
  /** Environment variables beside the arbiter's own. */
  readonly env: Readonly<Record<string, string>>;
  /** Working folder (`chdir`); empty or undefined is the arbiter's. */
  readonly cwd?: string;
  /** Listening descriptors to inherit; in the child they are LISTEN_FD_START and following. */
  readonly listenFds: readonly number[];
}

/** 0 to 2 are the standard streams, 3 is the IPC channel. */
export const LISTEN_FD_START = 4;

const ROLES = { web: "worker", front: "front", task: "task", probe: "probe" } as const satisfies Record<
  LaunchKind,
  string
>;
/** Meant for the arbiter alone; a child that notified systemd or took its sockets would lie. */
const OWN_VARIABLES = [
  "SEATSTACK_SUPERVISOR",
  "NOTIFY_SOCKET",
  "WATCHDOG_USEC",
  "WATCHDOG_PID",
  "LISTEN_PID",
  "LISTEN_FDS",
  "LISTEN_FDNAMES",
  ROLE_VARIABLE,
];

/** What every process with operator's code in it is started with. */
export interface ChildProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** `identity` undefined: as the arbiter itself. `extra` is stronger than its variables. */
export function childProcessOptions(
  identity: Identity | undefined,
  extra: Readonly<Record<string, string>>,
  cwd = "",
): ChildProcessOptions {
  return {
    env: childEnvironment({ ...identity?.env, ...extra }),
    ...(cwd === "" ? {} : { cwd }),
    ...(identity === undefined ? {} : { uid: identity.uid, gid: identity.gid }),
  };
}

/** The real LaunchChild: this program again, as a process with an IPC channel. */
export const childLauncher =
  (identity: Identity | undefined): LaunchChild =>
  (kind, options, events) => {
    const process = launchProcess(ROLES[kind], {
      ...childProcessOptions(identity, options.env, options.cwd),
      stdio: ["ignore", "inherit", "inherit", "ipc", ...options.listenFds],
    });
    let over = false;
    const onExit = (exit: Exit): void => {
      if (over) return;
      over = true;
      events.onExit(exit);
    };
    let reason: string | undefined;
    guardChannel(process, fault => {
      reason = fault;
      process.kill("SIGKILL");
    });
    process.on("message", message => {
      if (!over && isFromChild(message)) events.onMessage(message);
    });
    // `exit`, not `close`: a grandchild may keep the streams open for ever.
    process.once("exit", (code, signal) => onExit({ code, signal, ...(reason === undefined ? {} : { reason }) }));
    process.on("error", error => {
      if (process.pid === undefined) onExit({ code: null, signal: null, reason: error.message });
    });
    return {
      pid: process.pid,
      send: message => {
        if (process.connected) process.send(message, () => undefined);
      },
      kill: signal => {
        if (!over) process.kill(signal);
      },
    };
  };

/** The arbiter's environment without what is meant for it alone. */
function childEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of OWN_VARIABLES) delete env[name];
  return { ...env, ...extra };
}
