// As pid 1 of a container the arbiter inherits the orphans of its workers' own children. Node waits only for processes that
// it started itself, so without this each of them would stay a zombie for ever.
import { readdirSync, readFileSync } from "node:fs";
import { inheritsOrphans, reapChild } from "@seatstack/shared/ffi";
import type { Logger } from "@seatstack/shared/logger";

/** Between two looks, milliseconds. */
const INTERVAL = 1000;

export class ForeignChildren {
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;
  /** Zombies at the last look. */
  #seen: ReadonlySet<number> = new Set();

  /** Does nothing where no orphan can become ours. */
  constructor(log: Logger) {
    this.#log = log;
    if (inheritsOrphans()) this.#timer = setInterval(() => this.#look(), INTERVAL);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /**
   * Between two timers the event loop has read its signals, and with CHLD Node has reaped each of its own that had ended
   * before the first. So what is a zombie both times is nobody's but ours, and no exit that Node waits for is taken from it.
   */
  #look(): void {
    const zombies = children().filter(isZombie);
    for (const pid of zombies) {
      if (this.#seen.has(pid) && reapChild(pid)) this.#log.debug({ child: pid }, "reaped a process that is not ours");
    }
    this.#seen = new Set(zombies);
  }
}

/** proc_pid_task_children(5): the kernel lists them by the thread that they belong to. */
function children(): number[] {
  const threads = list("/proc/self/task");
  return threads
    .flatMap(thread => read(`/proc/self/task/${thread}/children`).split(" ").map(Number))
    .filter(pid => pid > 0);
}

function isZombie(pid: number): boolean {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3) === "Z";
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Empty where it is gone meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
