// Notices when whoever started this tier (`seatstack up`) was killed, so that nothing is left behind.

/** Names the pid that must stay our parent. */
export const SUPERVISOR_VARIABLE = "SEATSTACK_SUPERVISOR";
/** Milliseconds. */
const INTERVAL = 500;

/** Calls `onGone` once when the parent is no longer the pid in the environment; never where none is named. */
export function watchSupervisor(env: NodeJS.ProcessEnv, onGone: () => void): () => void {
  const supervisor = Number(env[SUPERVISOR_VARIABLE]);
  if (!Number.isInteger(supervisor) || supervisor <= 0) return () => undefined;
  const timer = setInterval(() => {
    if (process.ppid === supervisor) return;
    clearInterval(timer);
    onGone();
  }, INTERVAL);
  return () => clearInterval(timer);
}
