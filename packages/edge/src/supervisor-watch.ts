// Notices when whoever started the edge (`seatstack up`) was killed, so that nothing is left behind.

/** Milliseconds. */
const INTERVAL = 500;

/** Calls `onGone` once when the parent is no longer the pid in SEATSTACK_SUPERVISOR; never where none is named. */
export function watchSupervisor(onGone: () => void): () => void {
  const supervisor = Number(process.env["SEATSTACK_SUPERVISOR"]);
  if (!Number.isInteger(supervisor) || supervisor <= 0) return () => undefined;
  const timer = setInterval(() => {
    if (process.ppid === supervisor) return;
    clearInterval(timer);
    onGone();
  }, INTERVAL);
  return () => clearInterval(timer);
}
