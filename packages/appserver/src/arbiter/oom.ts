// Whether the kernel's OOM killer killed a child: its counters before and after, and its log where we may read it.
import { closeSync, constants, openSync, readFileSync, readSync } from "node:fs";

/** Where the kernel tells. Each may be missing: another kernel, a container, no right to read. */
export interface OomSources {
  /** Kills so far, in our own control group where it has one, else on the whole machine. */
  kills(): number | undefined;
  /** The kernel's log so far. */
  kernelLog(): string | undefined;
}

export class OomWatch {
  readonly #sources: OomSources;
  #known: number | undefined;

  constructor(sources: OomSources = systemSources()) {
    this.#sources = sources;
    this.#known = sources.kills();
  }

  /** Whether `pid`, which died of SIGKILL a moment ago, was a victim. Undefined where nothing tells. Each kill counts once. */
  killed(pid: number): boolean | undefined {
    const kills = this.#sources.kills();
    if (kills === undefined || this.#known === undefined) return undefined;
    if (kills <= this.#known) return false;
    const victims = this.#sources.kernelLog();
    if (victims !== undefined && victims !== "" && !isVictim(victims, pid)) return false;
    this.#known += 1;
    return true;
  }
}

/** mm/oom_kill.c: "Out of memory: Killed process 123 (node) …", "Memory cgroup out of memory: Killed process 123 …". */
export function isVictim(kernelLog: string, pid: number): boolean {
  return kernelLog.includes(`Killed process ${pid} (`) || kernelLog.includes(`Killed process ${pid},`);
}

/** cgroup v2's memory.events of our own group counts what died in it and below; /proc/vmstat counts for the machine. */
export function systemSources(proc = "/proc", cgroups = "/sys/fs/cgroup"): OomSources {
  const group = /^0::(.*)$/m.exec(read(`${proc}/self/cgroup`) ?? "")?.[1];
  return {
    kills: () =>
      (group === undefined ? undefined : counter(`${cgroups}${group}/memory.events`)) ?? counter(`${proc}/vmstat`),
    kernelLog: readKernelLog,
  };
}

function counter(file: string): number | undefined {
  const text = read(file);
  const value = text === undefined ? undefined : /^oom_kill (\d+)$/m.exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return undefined;
  }
}

/** Longest record, and most of them that are read (Documentation/ABI/testing/dev-kmsg: one record per read). */
const RECORD_BYTES = 8192;
const MAX_RECORDS = 20_000;

function readKernelLog(): string | undefined {
  let fd: number;
  try {
    fd = openSync("/dev/kmsg", constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  const buffer = Buffer.alloc(RECORD_BYTES);
  const lines: string[] = [];
  try {
    for (let i = 0; i < MAX_RECORDS; i++) {
      const text = buffer.toString("latin1", 0, readSync(fd, buffer));
      if (text.includes("Killed process")) lines.push(text);
    }
  } catch {
    // EAGAIN: that was all. EPIPE: the oldest were overwritten meanwhile; what was read so far counts.
  } finally {
    closeSync(fd);
  }
  return lines.join("");
}
