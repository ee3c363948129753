// Names of the link sockets of a `threads` worker: each thread that was ever started has its own.

/** `socket` is the worker's; `launch` counts the threads that were started in the slot, from 1. */
export function threadSocketPath(socket: string, slot: number, launch: number): string {
  return `${stem(socket)}-${slot}-${launch}.sock`;
}

/**
 * Whether `path` is such a name. The arbiter, who may be root, asks before it removes what a worker calls its socket: an
 * app can write to the same channel.
 */
export function isThreadSocket(socket: string, slot: number, path: string): boolean {
  const launch = Number(path.slice(stem(socket).length + `-${slot}-`.length, -".sock".length));
  return Number.isSafeInteger(launch) && launch > 0 && path === threadSocketPath(socket, slot, launch);
}

function stem(socket: string): string {
  return socket.replace(/\.sock$/, "");
}
