// sd_listen_fds(3): the listening sockets that systemd opened for us and keeps while we restart.

/** systemd passes descriptors from this number up. */
const FIRST_DESCRIPTOR = 3;

export interface InheritedSocket {
  readonly fd: number;
  /** FileDescriptorName= of the socket unit; "unknown" where it has none. */
  readonly name: string;
}

/**
 * The sockets meant for the process `pid`. LISTEN_PID is checked, because the variables are inherited by children that
 * must not take them for their own.
 */
export function inheritedSockets(env: NodeJS.ProcessEnv = process.env, pid: number = process.pid): InheritedSocket[] {
  if (Number(env["LISTEN_PID"]) !== pid) return [];
  const count = Number(env["LISTEN_FDS"]);
  if (!Number.isSafeInteger(count) || count < 1) return [];
  const names = (env["LISTEN_FDNAMES"] ?? "").split(":");
  return Array.from({ length: count }, (_, index) => ({
    fd: FIRST_DESCRIPTOR + index,
    name: names[index] || "unknown",
  }));
}
