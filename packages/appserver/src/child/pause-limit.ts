// How long a blocked thread may take to pause for the debugger before it counts as stuck outside JavaScript.

/** A thread that waits in a native call never pauses. Milliseconds. */
const LIMIT = 1000;
/** One that computes does, but a laden machine lets it run for a fraction of the time only. Milliseconds. */
const LIMIT_AT_WORK = 3000;
/** Processor time of the whole process in LIMIT that tells one from the other. Microseconds. */
const AT_WORK = 20_000;

/** Processor time that this process has used, in microseconds. */
export type CpuTime = () => number;

const ownCpuTime: CpuTime = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** Calls `giveUp` when the limit is over; the function that is returned takes that back. */
export function limitPause(giveUp: () => void, cpuTime: CpuTime = ownCpuTime): () => void {
  const before = cpuTime();
  let timer = setTimeout(() => {
    if (cpuTime() - before < AT_WORK) giveUp();
    else timer = setTimeout(giveUp, LIMIT_AT_WORK - LIMIT);
  }, LIMIT);
  return () => clearTimeout(timer);
}
