// Who listens on a TCP port of this machine, from /proc: for a message that names the program in the way.
import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";

export interface PortHolder {
  readonly pid: number;
  /** File name of the program. */
  readonly name: string;
}

/** State LISTEN in /proc/net/tcp (proc_net_tcp(5)). */
const LISTEN = "0A";

/** Processes that hold a listener on `port`; of other users' processes only root sees anything. */
export async function holdersOf(port: number): Promise<readonly PortHolder[]> {
  const inodes = new Set([...(await listeners("tcp", port)), ...(await listeners("tcp6", port))]);
  if (inodes.size === 0) return [];
  const holders: PortHolder[] = [];
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry) || !(await holdsAny(entry, inodes))) continue;
    holders.push({ pid: Number(entry), name: await programOf(entry) });
  }
  return holders;
}

/** The executable's name: Node's own threads rename the process to "node-MainThread". */
async function programOf(pid: string): Promise<string> {
  const executable = await readlink(`/proc/${pid}/exe`).catch(() => "a program");
  return basename(executable.replace(/ \(deleted\)$/, ""));
}

async function listeners(table: "tcp" | "tcp6", port: number): Promise<string[]> {
  const text = await readFile(`/proc/net/${table}`, "utf8").catch(() => "");
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return text
    .split("\n")
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .filter(fields => fields[1]?.endsWith(suffix) && fields[3] === LISTEN)
    .map(fields => `socket:[${fields[9]}]`);
}

async function holdsAny(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(descriptors.map(fd => readlink(`/proc/${pid}/fd/${fd}`).catch(() => "")));
  return links.some(link => sockets.has(link));
}
