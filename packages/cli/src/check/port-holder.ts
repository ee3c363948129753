// Who listens on a TCP port of this machine, from /proc: for a message that names the program in the way.
import { readdir, readFile, readlink } from "node:fs/promises";

export interface PortHolder {
  readonly pid: number;
  /** Name of the program, as `ps` shows it. */
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
    const name = await readFile(`/proc/${entry}/comm`, "utf8").catch(() => "?");
    holders.push({ pid: Number(entry), name: name.trim() });
  }
  return holders;
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
