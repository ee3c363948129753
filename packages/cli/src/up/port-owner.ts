// Who listens on a TCP port, as far as /proc lets us see: the first question after "address in use".
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** TCP_LISTEN in /proc/net/tcp, proc(5). */
const LISTENING = "0A";

/** "nginx (process 123)", or undefined when nobody or somebody of another user does. */
export function portOwner(port: number): string | undefined {
  const inodes = new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap(table => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  const pid = readdirSync("/proc").find(name => /^\d+$/.test(name) && holdsOne(name, inodes));
  if (pid === undefined) return undefined;
  const name = attempt(() => readFileSync(`/proc/${pid}/comm`, "utf8").trim()) ?? "a program";
  return `${name} (process ${pid})`;
}

/** Columns: number, local address:port in hex, remote, state, queues, timer, retransmits, uid, time-out, inode. */
function listeningInodes(table: string, port: number): string[] {
  const rows = (attempt(() => readFileSync(table, "latin1")) ?? "").split("\n").slice(1);
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return rows.flatMap(row => {
    const [, local = "", , state, , , , , , inode] = row.trim().split(/\s+/);
    return state === LISTENING && local.endsWith(wanted) && inode !== undefined ? [inode] : [];
  });
}

function holdsOne(pid: string, inodes: ReadonlySet<string>): boolean {
  const fds = attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
  return fds.some(fd => {
    const target = attempt(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? "";
    return target.startsWith("socket:[") && inodes.has(target.slice("socket:[".length, -1));
  });
}

/** Processes end and refuse to be read while we look. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
